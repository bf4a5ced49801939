import { createRoute, lazyRouteComponent, type AnyRoute } from '@tanstack/react-router';

/** The exchange's pages, under the workspace. */
export const exchangeRoutes = (workspace: AnyRoute) => [
  createRoute({ getParentRoute: () => workspace, path: 'exchange', component: lazyRouteComponent(() => import('./schemes.tsx'), 'SchemesPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'exchange/whereabouts', component: lazyRouteComponent(() => import('./whereabouts.tsx'), 'WhereaboutsPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'exchange/practice', component: lazyRouteComponent(() => import('./practice.tsx'), 'PracticePage') }),
  createRoute({ getParentRoute: () => workspace, path: 'exchange/figures', component: lazyRouteComponent(() => import('./figures.tsx'), 'FiguresPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'exchange/$id', component: lazyRouteComponent(() => import('./scheme.tsx'), 'SchemePage') }),
  createRoute({ getParentRoute: () => workspace, path: 'exchange/$id/apply', component: lazyRouteComponent(() => import('./apply.tsx'), 'ApplyPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'exchange/stays/$id', component: lazyRouteComponent(() => import('./stay.tsx'), 'StayPage') }),
];

/** What the exchange puts on a person's page. */
export const PracticeOfPerson = lazyRouteComponent(() => import('./practice.tsx'), 'PracticeOfPerson');
