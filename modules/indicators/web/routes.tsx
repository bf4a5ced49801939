import { createRoute, lazyRouteComponent, type AnyRoute } from '@tanstack/react-router';

/** The indicators' pages, under the workspace. */
export const indicatorRoutes = (workspace: AnyRoute) => [
  createRoute({ getParentRoute: () => workspace, path: 'indicators', component: lazyRouteComponent(() => import('./systems.tsx'), 'SystemsPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'indicators/systems/$id', component: lazyRouteComponent(() => import('./system.tsx'), 'SystemPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'indicators/systems/$id/draft', component: lazyRouteComponent(() => import('./draft-page.tsx'), 'DraftPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'indicators/campaigns/$id', component: lazyRouteComponent(() => import('./campaign.tsx'), 'CampaignPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'indicators/campaigns/$id/findings', component: lazyRouteComponent(() => import('./findings.tsx'), 'FindingsPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'indicators/forms/$id', component: lazyRouteComponent(() => import('./form.tsx'), 'FormPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'indicators/runs/$id', component: lazyRouteComponent(() => import('./run.tsx'), 'RunPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'indicators/runs/$id/analysis', component: lazyRouteComponent(() => import('./analysis.tsx'), 'AnalysisPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'indicators/compare/$before/$after', component: lazyRouteComponent(() => import('./trials.tsx'), 'ComparePage') }),
  createRoute({ getParentRoute: () => workspace, path: 'indicators/runs/$id/indicators/$code', component: lazyRouteComponent(() => import('./indicator.tsx'), 'IndicatorPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'indicators/runs/$id/$unit/$code', component: lazyRouteComponent(() => import('./trace.tsx'), 'TracePage') }),
  createRoute({ getParentRoute: () => workspace, path: 'indicators/runs/$id/$unit', component: lazyRouteComponent(() => import('./unit.tsx'), 'UnitPage') }),
];

/** The published indices, for everybody. */
export const publicIndexRoutes = (area: AnyRoute) => [
  createRoute({ getParentRoute: () => area, path: 'indices', component: lazyRouteComponent(() => import('./published.tsx'), 'PublishedListPage') }),
  createRoute({ getParentRoute: () => area, path: 'indices/$id', component: lazyRouteComponent(() => import('./published.tsx'), 'PublishedPage') }),
  createRoute({ getParentRoute: () => area, path: 'indices/$id/analysis', component: lazyRouteComponent(() => import('./analysis.tsx'), 'PublishedAnalysisPage') }),
  createRoute({ getParentRoute: () => area, path: 'indices/$id/units/$unit', component: lazyRouteComponent(() => import('./unit.tsx'), 'PublishedUnitPage') }),
  createRoute({ getParentRoute: () => area, path: 'indices/$id/units/$unit/$code', component: lazyRouteComponent(() => import('./trace.tsx'), 'PublishedTracePage') }),
  createRoute({ getParentRoute: () => area, path: 'indices/$id/indicators/$code', component: lazyRouteComponent(() => import('./indicator.tsx'), 'PublishedIndicatorPage') }),
];
