import { Outlet } from '@tanstack/react-router';
import { ConnectionBanner } from '#web/kit/connection.tsx';

/** What stands around every page. */
export function Root() {
  return (
    <>
      <ConnectionBanner />
      <Outlet />
    </>
  );
}
