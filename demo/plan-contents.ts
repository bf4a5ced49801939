import type { Mechanism } from '#kernel/domain.ts';

/** What work on a mechanism looks like: its steps in order, and what it is counted in. */
export type Work = { readonly steps: readonly string[]; readonly aim: { readonly measure: string; readonly unit: string; readonly target: number } };

const ordinary: Work = { steps: ['制定年度推进方案', '召开四方工作会商', '落实分年度任务', '组织中期评估'], aim: { measure: '完成节点', unit: '个', target: 4 } };

export const workOf: Readonly<Partial<Record<Mechanism, Work>>> = {
  alliances: { steps: ['商定联盟章程', '遴选首批共建单位', '签订共建协议并挂牌', '发布首批共享成果'], aim: { measure: '共建平台', unit: '个', target: 12 } },
  exchange: { steps: ['确定年度选派计划与名额', '完成院校报名与审核', '首批人员派出到岗', '期满考核与总结'], aim: { measure: '选派人员', unit: '人次', target: 600 } },
  contests: { steps: ['发布竞赛章程', '完成校级、省级选拔', '举办区域决赛', '公布成绩与优秀案例'], aim: { measure: '参赛队伍', unit: '支', target: 320 } },
  gatherings: { steps: ['确定主题与承办方', '征集论文与报告', '举办年度论坛', '汇编论坛成果'], aim: { measure: '参会人次', unit: '人次', target: 1500 } },
  pools: { steps: ['制定入库标准', '组织院校推荐', '完成首批入库公示', '开展首次随机抽取'], aim: { measure: '入库专家', unit: '名', target: 2000 } },
  classroom: { steps: ['确定结对学校', '开通远程课堂', '组织联合教研', '评选优质课例'], aim: { measure: '远程互动课', unit: '节', target: 800 } },
  resources: { steps: ['统一资源目录标准', '征集首批共享课程', '上线学分互认', '开展使用情况评估'], aim: { measure: '共享课程', unit: '门', target: 500 } },
  market: { steps: ['对接四地岗位数据', '举办联合招聘会', '发布区域人才需求报告', '跟踪就业质量'], aim: { measure: '联合发布岗位', unit: '个', target: 20000 } },
  indicators: { steps: ['论证指标体系', '完成首轮数据采集', '开展试评估', '发布年度监测报告'], aim: { measure: '监测指标', unit: '项', target: 68 } },
  layout: { steps: ['摸排专业与产业对接现状', '编制专业布局图', '提出调整建议', '公布协同发展方案'], aim: { measure: '完成对接城市', unit: '个', target: 41 } },
  consultation: { steps: ['建立政策通报制度', '组织首次政策会商', '共享改革经验清单', '形成会商年报'], aim: { measure: '会商政策', unit: '件', target: 24 } },
  funds: { steps: ['商定经费分担办法', '下达年度专项经费', '开展绩效自评', '公布经费使用报告'], aim: { measure: '资助项目', unit: '个', target: 60 } },
  governance: { steps: ['召开领导小组会议', '签署年度工作要点', '开展年中检查', '完成年度总结'], aim: { measure: '协商决议', unit: '项', target: 12 } },
  publications: { steps: ['确定简报编印机制', '按季编发工作简报', '开通成果专栏', '编写发展报告'], aim: { measure: '编发简报', unit: '期', target: 12 } },
};

export function workFor(mechanisms: readonly string[]): Work {
  for (const mechanism of mechanisms) {
    const work = Object.hasOwn(workOf, mechanism) ? workOf[mechanism as Mechanism] : undefined;
    if (work !== undefined) return work;
  }
  return ordinary;
}

export const reportTexts = [
  '已按计划推进，四方经办人完成两轮磋商，文本已印发各有关院校。',
  '首批单位已报送材料，审核通过率九成以上；个别材料待补正，预计下月完成。',
  '本阶段工作已完成，相关数据见附件；下一步将组织交流并启动下一节点。',
  '受场地与日程影响略有延后，已调整安排，不影响年度目标。',
  '各方反馈积极，已建立联络人名单和月度通报制度。',
];

export const returnComments = ['请补充参与单位名单和数据来源。', '进度与附件所列不一致，请核对后重新提交。'];
export const agreeComments = ['情况属实，同意。', '同意，建议下一步加强跨省互访。', undefined];
