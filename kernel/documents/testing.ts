import { officialDocumentSchema, type Block, type OfficialDocument } from './model.ts';

/** The four authorities whose document the sample is. */
export const fourAuthorities = ['上海市教育委员会', '江苏省教育厅', '浙江省教育厅', '安徽省教育厅'] as const;

const fields: readonly { title: string; points: readonly { title: string; text: string }[] }[] = [
  { title: '高等教育协同创新', points: [
    { title: '推进跨区域联合实验室建设', text: '依托张江、之江、合肥等综合科学中心，结合三省一市优势学科，采用专职、兼职聘用等方式吸纳各方人员参与，在资金支持、成果分享等方面作出制度化安排。年内新设联合实验室4个，完成首批6个联合实验室的中期评估，评估结果向四方通报。' },
    { title: '扩大高校交换生规模', text: '完善“高校交换生计划”学分互认办法，全年互派交换生1200人次，其中研究生不少于300人次；联合举办研究生学术论坛12场，覆盖新工科、新医科、新农科、新文科等领域。' },
    { title: '深化应用型本科高校联盟', text: '推动联盟高校共建产业学院20个，共享实训基地35个；组织“新工科高校联盟”年度会议，发布联盟年度发展报告。' },
  ] },
  { title: '基础教育携手共进', points: [
    { title: '办好长三角基础教育年度峰会', text: '峰会由轮值方承办，围绕“教育家精神引领高质量教师队伍建设”组织主题报告、学校现场考察和分论坛，邀请名师、名校长、名专家及教育行政部门负责同志600人参加，会后一个月内形成成果汇编。' },
    { title: '开展跨省市联合教研', text: '依托远程互动教研平台，小学、初中、高中各学段每学期组织联合教研不少于8次，参与学校不少于400所；征集优秀课例500节，经四方专家评审后纳入共享资源库，免费向区域内学校开放。' },
    { title: '共享研学实践资源', text: '公布第二批研学旅行基地120个，统一基地准入、评价和退出标准，建立安全责任共担机制，全年接待跨省市研学学生15万人次。' },
  ] },
  { title: '职业教育一体化发展', points: [
    { title: '优化院校与专业布局', text: '对照各省市重点产业目录，完成高等职业院校专业设置年度分析，提出重复设置专业的调整建议；围绕集成电路、生物医药、人工智能、新能源汽车等产业新建跨区域产教融合共同体8个。' },
    { title: '举办区域职业技能竞赛', text: '设置赛项24个，由四方轮流承办，统一竞赛规程和裁判标准；建立裁判共享库，实行回避和随机抽取制度，抽取过程全程留痕、可供核验。' },
    { title: '推动教师跨区域企业实践', text: '发布企业实践岗位1000个，组织职业院校教师800人跨省市开展不少于两个月的企业实践，实践经历在职称评聘中予以认可。' },
  ] },
  { title: '干部教师交流培养', points: [
    { title: '做好年度挂职选派', text: '高等学校、职业院校优秀中青年干部挂职80人，市、县（区）教育行政部门优秀青年干部挂职40人，中小学校优秀后备干部到名校挂职160人；选派方案于3月底前商定，年底前完成考核。' },
    { title: '共建高级职称评审专家库', text: '专家库总人数达到2000人，四方按统一条件推荐、统一标识使用；异地抽取比例不低于三分之一。' },
  ] },
];

const keyPoints: readonly Block[] = fields.flatMap(({ title, points }): Block[] => [
  { kind: 'heading', level: 1, text: title },
  ...points.flatMap(({ title: point, text }): Block[] => [
    { kind: 'heading', level: 2, text: point },
    { kind: 'paragraph', text },
    { kind: 'heading', level: 3, text: '责任分工。', runIn: '由轮值方牵头，其余三方配合，各方按季度在平台报告进展并附佐证材料，逾期未报告的由总秘书处提醒。' },
    { kind: 'heading', level: 4, text: '时间安排。', runIn: '3月底前商定实施细则，6月底前完成中期自查，12月15日前报送年度总结。' },
  ]),
]);

const schedule: Block = {
  kind: 'table',
  caption: '任务分解与时间安排',
  columns: [
    { title: '序号', share: 8, align: 'center' }, { title: '任务', share: 40, align: 'left' }, { title: '牵头', share: 16, align: 'center' },
    { title: '目标', share: 18, align: 'right' }, { title: '完成时限', share: 18, align: 'center' },
  ],
  rows: Array.from({ length: 44 }, (_, i) => {
    const points = fields.flatMap((field) => field.points);
    const point = points[i % points.length];
    return [String(i + 1), `${point?.title ?? ''}，${['制定方案', '组织实施', '中期检查', '总结评估'][Math.floor(i / points.length)] ?? ''}`, ['上海', '江苏', '浙江', '安徽'][i % 4] ?? '', `${(i + 1) * 20}人次`, `2027年${(i % 12) + 1}月`];
  }),
};

const parse = (given: unknown): OfficialDocument => officialDocumentSchema.parse(given);

/** The joint key points of a year by the four authorities: with attachments and a table it runs to ten pages and more. */
export function sampleKeyPoints(changed: Partial<OfficialDocument> = {}): OfficialDocument {
  return parse({
    authorities: fourAuthorities.map((name) => ({ name })),
    letterhead: 'documents',
    number: '沪教委协〔2027〕1号',
    signers: [],
    title: '关于印发长三角地区教育更高质量一体化发展近期工作要点（2027年）的通知',
    addressees: ['各市（区、县）教育局', '各高等学校', '各有关单位'],
    body: [
      { kind: 'paragraph', text: '为贯彻落实《长三角地区教育更高质量一体化发展三年行动计划》，经三省一市教育行政部门共同协商，现将《近期工作要点（2027年）》印发给你们，请结合实际认真组织实施。' },
      ...keyPoints,
      { kind: 'heading', level: 1, text: '组织实施' },
      { kind: 'paragraph', text: '各方要把本要点列入年度重点工作，做到以下几点：' },
      { kind: 'list', items: ['加强组织领导，明确责任处室和责任人，4月10日前报总秘书处备案；', '加强经费保障，专项经费单独核算，接受四方共同检查；', '加强宣传总结，典型经验及时报送《深化长三角区域教育协作“改革政策与创新实践”简报》。'] },
      { kind: 'paragraph', text: '本要点执行中的重大调整，须经四方共同签署后生效。' },
    ],
    attachments: [
      { title: '任务分解表', body: [{ kind: 'paragraph', text: '各项任务的牵头方、目标和时限如下，未列明配合方的，其余三方均为配合方。' }, schedule] },
      { title: '年度评估办法', body: keyPoints.slice(0, 13) },
    ],
    date: '2027-01-15',
    seals: 'none',
    imprint: { copies: ['教育部办公厅', '长三角教育一体化发展领导小组成员单位'], issuer: '上海市教育委员会办公室', issuedOn: '2027-01-18' },
    verification: { url: 'https://delta.example.cn/verify?d=7f3b2c9a0e5d41868a52', hint: '扫描二维码或打开以下网址，可核验四方签署情况。' },
    ...changed,
  });
}

/** One page of text and its 版记: the shortest that is still a document. */
export function shortNotice(changed: Partial<OfficialDocument> = {}): OfficialDocument {
  return sampleKeyPoints({
    title: '关于召开长三角教育一体化发展年度会议的通知',
    body: [{ kind: 'paragraph', text: '经四方商定，年度会议于2027年4月12日在上海召开，请按时参加。' }],
    attachments: [],
    ...changed,
  });
}

/** Nothing but one long paragraph: what fills pages with lines and lines with characters. */
export function plainText(characters: number): OfficialDocument {
  const text = '三省一市教育行政部门共同推进区域教育协作发展定期会商重大事项联合发布年度要点';
  return sampleKeyPoints({ body: [{ kind: 'paragraph', text: text.repeat(Math.ceil(characters / text.length)).slice(0, characters) }], attachments: [] });
}
