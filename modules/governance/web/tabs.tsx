import { Link } from '@tanstack/react-router';
import { useTexts } from '#web/kit/texts.tsx';
import { messages } from './messages.ts';

/** The pages of governance, on each of them. */
export function GovernanceTabs() {
  const t = useTexts(messages);
  const links = [['/workspace/governance', t('board')], ['/workspace/governance/meetings', t('meetings')], ['/workspace/governance/resolutions', t('resolutions')], ['/workspace/governance/bodies', t('bodies')]] as const;
  return (
    <nav className="page-tabs no-print" aria-label={t('sections')}>
      {links.map(([to, label]) => <Link key={to} to={to} activeOptions={{ exact: to === '/workspace/governance' }}>{label}</Link>)}
    </nav>
  );
}
