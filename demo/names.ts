import type { Random } from './random.ts';

// Surnames in about the order of how many bear them in the region; the first ones are drawn far more often.
const surnames = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂焦向柳邢骆岳齐梅庄辛管祝左涂谷祁时舒耿卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵'];
const firstOfTwo = [...'建志文海晓国明永春雪玉俊思嘉子雨佳宇欣梦一浩天立德美丽秀淑慧静雅诗若承启新晨润泽景清书怀君振家世克宏少仲元希'];
const second = [...'华明伟芳娜敏静丽强磊军洋勇艳杰娟涛超霞平刚英辉鹏宁玲红梅峰波斌宇浩凯健俊帆雯婷倩雪颖琳瑶莹洁萍燕云兰凤珍莉桂香月素真环爱妹林生祥东文彬富顺信子轩航泽昊天晨阳乐瑞琪'];

/** A plausible person's name of two or three characters. */
export function personName(random: Random): string {
  const surname = surnames[Math.floor(random.share() ** 2.6 * surnames.length)] ?? '王';
  return random.share() < 0.22 ? surname + random.pick(second) : surname + random.pick(firstOfTwo) + random.pick(second);
}

const words = ['育才', '文华', '明德', '启新', '求真', '博雅', '崇文', '思源', '新桥', '东方', '阳光', '锦绣', '翠湖', '金桥', '树人', '致远', '弘毅', '开元', '兴华', '春晖', '晨光', '星河', '青云', '长青', '和平', '解放路', '人民路', '中山', '江滨', '梅园', '兰亭', '竹园', '桃源', '绿苑', '湖滨', '城南', '城北', '城东', '城西', '高新区'];
const ordinals = ['第一', '第二', '第三', '第四', '第五', '第六', '第七', '第八', '第九', '第十', '第十一', '第十二'];
const schoolTypes = [
  { suffix: '小学', level: '小学' }, { suffix: '实验小学', level: '小学' }, { suffix: '中心小学', level: '小学' },
  { suffix: '初级中学', level: '初中' }, { suffix: '中学', level: '完全中学' }, { suffix: '学校', level: '九年一贯制' }, { suffix: '高级中学', level: '高中' },
] as const;

/** Every school name of a district, without its place, each once; common kinds first. */
export const schoolNames: readonly { name: string; level: string }[] = [
  ...ordinals.map((ordinal) => ({ name: `${ordinal}小学`, level: '小学' })),
  ...ordinals.slice(0, 8).map((ordinal) => ({ name: `${ordinal}中学`, level: '完全中学' })),
  ...schoolTypes.flatMap(({ suffix, level }) => words.map((word) => ({ name: word + suffix, level }))),
];

export const vocationalNames = ['职业技术学校', '中等专业学校', '工业职业学校', '信息技术学校', '卫生学校', '商贸旅游学校', '现代农业学校', '艺术职业学校'];

const trades = ['智能装备', '生物医药', '新能源', '集成电路', '汽车零部件', '纺织科技', '海洋工程', '软件', '新材料', '轨道交通', '现代物流', '食品', '文化创意', '环保科技', '医疗器械', '机器人', '光电', '检测技术', '数字教育', '精密制造'];
const firms = ['华申', '宁远', '越信', '皖江', '浦城', '金陵', '钱塘', '徽映', '东海', '太湖', '运河', '新安', '恒泰', '瑞丰', '鼎盛', '中科', '天合', '明德', '联创', '博远'];

/** Every enterprise name of a city, without its place, each once. */
export const enterpriseNames: readonly string[] = firms.flatMap((firm) => trades.map((trade) => `${firm}${trade}有限公司`));

export const positions = ['教师', '教师', '教师', '教师', '班主任', '教研组长', '年级组长', '教务处主任', '德育处主任', '副校长', '校长'];
export const universityPositions = ['讲师', '副教授', '教授', '教务处科员', '科研处科员', '国际合作处科员', '系主任', '副院长', '院长'];
export const titles = ['二级教师', '一级教师', '一级教师', '高级教师', '高级教师', '正高级教师'];
export const universityTitles = ['讲师', '讲师', '副教授', '副教授', '教授', '研究员'];
export const subjects = ['语文', '数学', '英语', '物理', '化学', '生物', '历史', '地理', '道德与法治', '体育', '音乐', '美术', '信息科技', '劳动', '心理健康'];
export const disciplines = ['马克思主义理论', '应用经济学', '法学', '教育学', '心理学', '中国语言文学', '外国语言文学', '数学', '物理学', '化学', '生物学', '机械工程', '材料科学与工程', '电气工程', '电子科学与技术', '信息与通信工程', '控制科学与工程', '计算机科学与技术', '土木工程', '化学工程与技术', '环境科学与工程', '软件工程', '临床医学', '药学', '工商管理', '公共管理', '设计学', '集成电路科学与工程', '人工智能', '护理学'];
