import type { Step } from './start.ts';

/** What the terminal says, in both languages at once: nobody has signed in yet. */
export const steps: Readonly<Record<Step, string>> = {
  initialise: '正在初始化数据库 · Initialising PostgreSQL …',
  recover: '上次未正常停止，正在恢复 · Recovering after an unclean stop …',
  start: '正在启动数据库 · Starting PostgreSQL …',
  migrate: '数据库结构已更新 · Schema brought up to date',
  fill: '首次启动，正在装入基础数据 · First start: loading data …',
  serve: '正在启动服务 · Starting the server …',
};

export const says = {
  inUse: (at: string) => `该数据目录正在使用中（${at}）。请先停止那一个，或用 DELTA_HOME 另指目录。\nThis data folder is in use by ${at || 'another Delta'}. Stop that one first, or name another folder in DELTA_HOME.`,
  portTaken: (port: number) => `端口 ${port} 已被占用，请用 PORT 另指端口。 · Port ${port} is taken; name another in PORT.`,
  ready: (url: string) => `\n  Delta  ${url}\n`,
  accounts: (password: string) => `  演示账号（密码均为 ${password}） · demonstration accounts (password ${password} for all):\n`,
  stop: '  按 Ctrl-C 停止 · Ctrl-C stops it.\n',
  stopping: '正在停止 · Stopping …',
  stopped: '已停止 · Stopped.',
  firstAdministrator: '请设立第一位平台管理员 · The first administrator of this installation:',
  login: '  登录名 · login: ',
  name: '  姓名 · name: ',
  password: '  密码（至少 10 位） · password (10 characters or more): ',
  noTerminal: '没有终端可询问：请用 DELTA_ADMIN_LOGIN 和 DELTA_ADMIN_PASSWORD 指定第一位管理员。 · No terminal to ask at: name the first administrator in DELTA_ADMIN_LOGIN and DELTA_ADMIN_PASSWORD.',
} as const;
