import type { Messages } from '#kernel/text.ts';

export const messages = {
  title: { zh: '启用账号', en: 'Set up your account' },
  welcome: { zh: '{name}，您好。请为登录名“{login}”设置密码。', en: 'Welcome, {name}. Set a password for the login “{login}”.' },
  password: { zh: '密码', en: 'Password' },
  note: { zh: '至少 10 位，不要包含登录名', en: 'At least 10 characters, without your login in it' },
  again: { zh: '再输入一次', en: 'Once more' },
  different: { zh: '两次输入不一致', en: 'The two differ' },
  go: { zh: '设置密码并登录', en: 'Set it and sign in' },
  over: { zh: '这个链接已失效或已使用', en: 'This link has been used or is out of date' },
  overNote: { zh: '请联系为您开通账号的人重新发一个。', en: 'Ask whoever sent it for another.' },
} as const satisfies Messages;
