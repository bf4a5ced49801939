import type { Messages } from '#kernel/text.ts';

export const messages = {
  login: { zh: '登录名', en: 'Login' },
  password: { zh: '密码', en: 'Password' },
  or: { zh: '或', en: 'or' },
  passkey: { zh: '使用通行密钥登录', en: 'Sign in with a passkey' },
  help: { zh: '没有账号或忘记密码，请联系本单位或本省（市）教育部门的平台管理人员。', en: 'No account, or password forgotten? Ask whoever keeps the platform in your institution or department.' },
  unknownIdentity: { zh: '您的统一身份尚未与本平台账号关联。请先用密码登录，在“我的账号”中关联。', en: 'Your identity is not linked to an account here yet. Sign in by password first and link it under “My account”.' },
  providerFailed: { zh: '统一身份认证未能完成，请重试或改用密码登录。', en: 'The identity provider did not complete the sign-in; try again or use your password.' },
  demonstration: { zh: '演示账号', en: 'Demonstration accounts' },
  demonstrationNote: { zh: '本平台正以演示数据运行。点选一个身份即可进入，数据可随意改动。', en: 'This platform runs on demonstration data. Pick a role to enter; change what you like.' },
  region: { zh: '区域', en: 'Region' },
} as const satisfies Messages;
