import { createRoute, lazyRouteComponent, type AnyRoute } from '@tanstack/react-router';

/** The pools' pages and the draws', under the workspace. */
export const poolsRoutes = (workspace: AnyRoute) => [
  createRoute({ getParentRoute: () => workspace, path: 'pools', component: lazyRouteComponent(() => import('./pools.tsx'), 'PoolsPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'pools/mine', component: lazyRouteComponent(() => import('./mine.tsx'), 'MinePage') }),
  createRoute({ getParentRoute: () => workspace, path: 'pools/posts', component: lazyRouteComponent(() => import('./posts.tsx'), 'PostsPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'pools/sheets/$id', component: lazyRouteComponent(() => import('./sheet.tsx'), 'SheetPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'pools/$poolId', component: lazyRouteComponent(() => import('./pool.tsx'), 'PoolPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'pools/members/$id', component: lazyRouteComponent(() => import('./member.tsx'), 'MemberPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'draws', component: lazyRouteComponent(() => import('./draws.tsx'), 'DrawsPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'draws/new', component: lazyRouteComponent(() => import('./new-draw.tsx'), 'NewDrawPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'draws/$id', component: lazyRouteComponent(() => import('./draw.tsx'), 'DrawPage') }),
];
