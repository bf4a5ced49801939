import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { directoryRoutes } from '#modules/directory/web/routes.tsx';
import { exchangeRoutes, PracticeOfPerson } from '#modules/exchange/web/routes.tsx';
import { governanceRoutes, publicGovernanceRoutes } from '#modules/governance/web/routes.tsx';
import { indicatorRoutes, publicIndexRoutes } from '#modules/indicators/web/routes.tsx';
import { planPublicRoutes, planRoutes } from '#modules/plan/web/routes.tsx';
import { poolsRoutes } from '#modules/pools/web/routes.tsx';
import { reviewRoutes } from '#modules/review/web/routes.tsx';
import { signingRoutes } from './pages/signing-routes.ts';
import { Root } from './root.tsx';

const root = createRootRoute({ component: Root, notFoundComponent: lazyRouteComponent(() => import('./pages/not-found.tsx'), 'NotFoundPage') });

const portal = createRoute({ getParentRoute: () => root, path: '/', component: lazyRouteComponent(() => import('./pages/portal.tsx'), 'PortalPage') });
const signIn = createRoute({ getParentRoute: () => root, path: '/sign-in', component: lazyRouteComponent(() => import('./pages/sign-in.tsx'), 'SignInPage') });
const invitation = createRoute({ getParentRoute: () => root, path: '/invitation', component: lazyRouteComponent(() => import('./pages/invitation.tsx'), 'InvitationPage') });
const verify = createRoute({ getParentRoute: () => root, path: '/verify', component: lazyRouteComponent(() => import('./pages/verify.tsx'), 'VerifyPage') });
const verifyDraw = createRoute({ getParentRoute: () => root, path: '/verify-draw', component: lazyRouteComponent(() => import('./pages/verify-draw.tsx'), 'VerifyDrawPage') });
const publicArea = createRoute({ getParentRoute: () => root, id: 'public', component: lazyRouteComponent(() => import('./public-layout.tsx'), 'PublicLayout') });
const workspace = createRoute({ getParentRoute: () => root, path: '/workspace', component: lazyRouteComponent(() => import('./workspace.tsx'), 'Workspace') });
const home = createRoute({ getParentRoute: () => workspace, path: '/', component: lazyRouteComponent(() => import('./pages/home.tsx'), 'HomePage') });
const inbox = createRoute({ getParentRoute: () => workspace, path: 'inbox', component: lazyRouteComponent(() => import('./pages/inbox.tsx'), 'InboxPage') });
const account = createRoute({ getParentRoute: () => workspace, path: 'account', component: lazyRouteComponent(() => import('./pages/account.tsx'), 'AccountPage') });
const accountDelete = createRoute({ getParentRoute: () => workspace, path: 'account/delete', component: lazyRouteComponent(() => import('./pages/account-delete.tsx'), 'AccountDeletePage') });
const accounts = createRoute({ getParentRoute: () => workspace, path: 'accounts', component: lazyRouteComponent(() => import('./pages/accounts.tsx'), 'AccountsPage') });
const accountOf = createRoute({ getParentRoute: () => workspace, path: 'accounts/$id', component: lazyRouteComponent(() => import('./pages/account-of.tsx'), 'AccountOfPage') });
const search = createRoute({ getParentRoute: () => workspace, path: 'search', component: lazyRouteComponent(() => import('./pages/search.tsx'), 'SearchPage') });
const journal = createRoute({ getParentRoute: () => workspace, path: 'journal', component: lazyRouteComponent(() => import('./pages/journal.tsx'), 'JournalPage') });
const journalEntry = createRoute({ getParentRoute: () => workspace, path: 'journal/$id', component: lazyRouteComponent(() => import('./pages/journal-entry.tsx'), 'JournalEntryPage') });

/** Every page, each loaded when it is first opened: the portal brings nothing of the workspace along. */
export const router = createRouter({
  routeTree: root.addChildren([portal, signIn, invitation, verify, verifyDraw, ...publicGovernanceRoutes(root), ...planPublicRoutes(root), publicArea.addChildren(publicIndexRoutes(publicArea)), workspace.addChildren([home, inbox, account, accountDelete, search, accounts, accountOf, journal, journalEntry, ...signingRoutes(workspace), ...planRoutes(workspace), ...exchangeRoutes(workspace), ...indicatorRoutes(workspace), ...governanceRoutes(workspace), ...directoryRoutes(workspace, [PracticeOfPerson]), ...poolsRoutes(workspace), ...reviewRoutes(workspace)])]),
  defaultPreload: 'intent',
  scrollRestoration: true,
});
