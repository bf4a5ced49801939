import { createRoute, lazyRouteComponent, type AnyRoute } from '@tanstack/react-router';

/** The reviews' pages, under the workspace. */
export const reviewRoutes = (workspace: AnyRoute) => [
  createRoute({ getParentRoute: () => workspace, path: 'reviews', component: lazyRouteComponent(() => import('./reviews.tsx'), 'ReviewsPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'reviews/new', component: lazyRouteComponent(() => import('./new-review.tsx'), 'NewReviewPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'reviews/rubrics', component: lazyRouteComponent(() => import('./rubrics.tsx'), 'RubricsPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'reviews/rubrics/$id', component: lazyRouteComponent(() => import('./rubric.tsx'), 'RubricPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'reviews/sheets/$id', component: lazyRouteComponent(() => import('./sheet.tsx'), 'SheetPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'reviews/$id', component: lazyRouteComponent(() => import('./review.tsx'), 'ReviewPage') }),
];
