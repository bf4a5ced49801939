import { createRoute, lazyRouteComponent, type AnyRoute } from '@tanstack/react-router';

/** The pages of joint signature, under the workspace. */
export const signingRoutes = (workspace: AnyRoute) => [
  createRoute({ getParentRoute: () => workspace, path: 'signing', component: lazyRouteComponent(() => import('./signing.tsx'), 'SigningPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'signing/keys', component: lazyRouteComponent(() => import('./signing-keys.tsx'), 'SigningKeysPage') }),
  createRoute({ getParentRoute: () => workspace, path: 'signing/$documentId', component: lazyRouteComponent(() => import('./signing-document.tsx'), 'SigningDocumentPage') }),
];
