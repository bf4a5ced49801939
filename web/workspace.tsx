import { ApartmentOutlined, AuditOutlined, BellOutlined, LineChartOutlined, SwapOutlined, CommentOutlined, EditOutlined, FileDoneOutlined, HomeOutlined, IdcardOutlined, MenuOutlined, SafetyOutlined, SolutionOutlined, StarOutlined, TeamOutlined, BankOutlined, UserOutlined, MoonOutlined, ReadOutlined, SunOutlined } from '@ant-design/icons';
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { Button, Drawer, Dropdown, Skeleton } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { answer } from '#web/kit/api.ts';
import { useAppearance } from '#web/kit/appearance.ts';
import { useAct } from '#web/kit/act.tsx';
import { useInboxSummary } from '#web/kit/inbox.ts';
import { Page } from '#web/kit/page.tsx';
import { kept } from '#web/kit/kept.ts';
import { sessionClient, useActing, useSession, useSessionChanged, type Session } from '#web/kit/session.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { AntProvider } from './ant-provider.tsx';
import { SearchBox } from './search-box.tsx';
import { messages } from './workspace-messages.ts';

type SignedIn = Extract<Session, { signedIn: true }>;

/** Where signed-in people work: navigation, the role they act in, and the page. */
export function Workspace() {
  return <AntProvider><SignedInOnly /></AntProvider>;
}

function SignedInOnly() {
  const session = useSession();
  const w = useTexts(words);
  if (session.isError) return <main className="workspace-main"><Page title={w('brandShort')} error={session.error} onRetry={() => void session.refetch()} /></main>;
  if (session.data === undefined) return <main className="workspace-main" aria-busy="true"><Skeleton active /></main>;
  if (!session.data.signedIn) return <ToSignIn />;
  return <Frame session={session.data} />;
}

/** Goes to the sign-in page once; this one stays until that has come, and must not send the person off again meanwhile. */
function ToSignIn() {
  const navigate = useNavigate();
  const [next] = useState(() => `${location.pathname}${location.search}`);
  useEffect(() => void navigate({ to: '/sign-in', search: { next }, replace: true }), [navigate, next]);
  return null;
}

function Frame({ session }: { session: SignedIn }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [open, setOpen] = useState(false);
  return (
    <div className="workspace">
      <a className="skip" href="#content">{w('skip')}</a>
      <aside className="workspace-side"><SideNavigation /></aside>
      <div>
        <header className="workspace-top">
          <Button className="workspace-menu" type="text" icon={<MenuOutlined aria-hidden />} aria-label={t('menu')} onClick={() => setOpen(true)} />
          <div className="grow"><ActAs session={session} /></div>
          <SearchBox />
          <TopTools session={session} />
        </header>
        <main id="content" className="workspace-main" key={session.acting.id}><Outlet /></main>
      </div>
      <Drawer placement="left" open={open} onClose={() => setOpen(false)} size={264} title={w('brandShort')}><SideNavigation onGo={() => setOpen(false)} /></Drawer>
    </div>
  );
}

function SideNavigation({ onGo }: { onGo?: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const summary = useInboxSummary();
  const acting = useActing();
  const keepsAccounts = ['party_officer', 'administrator', 'auditor'].includes(acting?.role ?? '');
  const links: (readonly [string, string, ReactNode, (number | undefined)?])[] = [
    ['/workspace', t('home'), <HomeOutlined key="i" aria-hidden />],
    ['/workspace/plan', t('plan'), <SolutionOutlined key="i" aria-hidden />],
    ['/workspace/key-points', t('keyPoints'), <FileDoneOutlined key="i" aria-hidden />],
    ['/workspace/exchange', t('exchange'), <SwapOutlined key="i" aria-hidden />],
    ['/workspace/indicators', t('indicators'), <LineChartOutlined key="i" aria-hidden />],
    ['/workspace/governance', t('governance'), <CommentOutlined key="i" aria-hidden />],
    ['/workspace/signing', t('signing'), <EditOutlined key="i" aria-hidden />],
    [acting?.role === 'member' ? '/workspace/pools/mine' : '/workspace/pools', t('pools'), <IdcardOutlined key="i" aria-hidden />],
    ...(acting?.role === 'member' ? [] : [['/workspace/draws', t('draws'), <ApartmentOutlined key="i" aria-hidden />] as const]),
    ['/workspace/reviews', t('reviews'), <StarOutlined key="i" aria-hidden />],
    ['/workspace/inbox', t('inbox'), <BellOutlined key="i" aria-hidden />, summary.data?.tasks],
    ...(acting?.role === 'member' ? [['/workspace/directory/record', t('record'), <ReadOutlined key="i" aria-hidden />] as const] : []),
    ['/workspace/directory/institutions', t('institutions'), <BankOutlined key="i" aria-hidden />],
    ['/workspace/directory/people', t('people'), <TeamOutlined key="i" aria-hidden />],
    ...(keepsAccounts ? [['/workspace/accounts', t('accounts'), <SafetyOutlined key="i" aria-hidden />] as const] : []),
    ['/workspace/journal', t('journal'), <AuditOutlined key="i" aria-hidden />],
    ['/workspace/account', t('account'), <UserOutlined key="i" aria-hidden />],
  ];
  return (
    <nav aria-label={t('navigation')}>
      <Link to="/" className="brand"><img src="/seal.svg" alt="" />{w('brandShort')}</Link>
      <ul className="side-nav">
        {links.map(([to, label, icon, count]) => (
          <li key={to}><Link to={to} activeOptions={{ exact: to === '/workspace' }} {...(onGo === undefined ? {} : { onClick: onGo })}>{icon}{label}{count === undefined || count === 0 ? null : <span className="count">{count > 99 ? '99+' : count}</span>}</Link></li>
        ))}
      </ul>
    </nav>
  );
}

/** The role that the person acts in now, and the others they hold. */
function ActAs({ session: { acting, grants } }: { session: SignedIn }) {
  const text = useText();
  const t = useTexts(messages);
  const changed = useSessionChanged();
  const { run, running } = useAct({ act: (grantId: string) => answer(sessionClient['act-as'].$post({ json: { grantId } })), changes: [], done: t('actingNow'), onDone: () => void changed() });
  if (grants.length < 2) return <span className="soft">{text(acting.label)}</span>;
  return (
    <Dropdown trigger={['click']} menu={{ selectedKeys: [acting.id], items: grants.map(({ id, label }) => ({ key: id, label: text(label) })), onClick: ({ key }) => run(key) }}>
      <Button type="text" loading={running}>{text(acting.label)} ▾</Button>
    </Dropdown>
  );
}

function TopTools({ session: { account } }: { session: SignedIn }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [language, setLanguage] = useLanguage();
  const [appearance, setAppearance] = useAppearance();
  // A whole new page: nothing of what was loaded or typed stays in this browser.
  const { run: signOut } = useAct({ act: () => answer(sessionClient.index.$delete()), changes: [], done: false, onDone: () => { kept.forgetAll(account.id); location.assign('/sign-in'); } });
  return (
    <>
      <Button type="text" aria-label={appearance === 'dark' ? w('light') : w('dark')} icon={appearance === 'dark' ? <SunOutlined aria-hidden /> : <MoonOutlined aria-hidden />} onClick={() => setAppearance(appearance === 'dark' ? 'light' : 'dark')} />
      <Button type="text" lang={language === 'zh' ? 'en' : 'zh-CN'} onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}>{w('language')}</Button>
      <Dropdown trigger={['click']} menu={{ items: [{ key: 'account', label: <Link to="/workspace/account">{t('account')}</Link> }, { type: 'divider' }, { key: 'out', label: t('signOut'), onClick: () => signOut() }] }}>
        <Button type="text" icon={<UserOutlined aria-hidden />}>{account.name}</Button>
      </Dropdown>
    </>
  );
}
