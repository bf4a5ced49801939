import { declareRefusals } from '#kernel/refusal.ts';

/** What is refused where a post is one person who guides one other. */
export const refusals = declareRefusals('exchange', {
  oneToOne: { status: 422, zh: '本类别一对一带教，每个岗位只能有 1 个名额。', en: 'In this programme one guides one: a post has one place.' },
  mentorNeeded: { status: 422, zh: '请从本单位人员中选定导师，由其本人登录排序、签署、答复和鉴定。', en: 'Name the mentor out of your people: they sign in, order, sign, answer and assess themselves.' },
  mentorElsewhere: { status: 422, zh: '所选的导师不是本单位人员。', en: 'The mentor does not belong to the institution.' },
  mentorTwice: { status: 409, zh: '该导师在本方案中已有一个岗位，一人只带一人。', en: 'The mentor has a post in this scheme already; one guides one.' },
  declareFirst: { status: 422, zh: '请申报带教领域和方向，系统据此匹配。', en: 'Declare fields and aims; the matching goes by them.' },
  unknownChoice: { status: 422, zh: '所选项目不在本类别的选项之内，请刷新后重选。', en: 'That is not among the choices of this programme; reload and choose again.' },
  mentorSigns: { status: 422, zh: '本类别由岗位上的导师本人签署，请勿更换。', en: 'The mentor whom the post names signs themselves.' },
});
