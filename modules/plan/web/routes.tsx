export const planRoutes = (_workspace: unknown) => [];
