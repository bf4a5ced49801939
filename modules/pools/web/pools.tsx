import { Link } from '@tanstack/react-router';
import { Card } from '#web/kit/card.tsx';
import { Page } from '#web/kit/page.tsx';
import { useActing } from '#web/kit/session.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { usePools } from './client.ts';
import { messages } from './messages.ts';

/** The shared pools, what each is for, and how many are in it. */
export function PoolsPage() {
  const t = useTexts(messages);
  const pools = usePools();
  const isMember = useActing()?.role === 'member';
  return (
    <Page title={t('pools')} subtitle={t('poolsLead')} extra={isMember ? <Link to="/workspace/pools/mine">{t('mine')}</Link> : undefined} loading={pools.isPending} error={pools.error} onRetry={() => void pools.refetch()}>
      {(pools.data?.items ?? []).map(({ id, name, purpose, admission, termYears, members }) => (
        <Card key={id} title={<Link to="/workspace/pools/$poolId" params={{ poolId: id }}>{name}</Link>} extra={`${t('people')} ${members}`}>
          <p>{t('purpose')}：{purpose}</p>
          <p className="soft">{t('admission')}：{admission} {t('term')} {t('years', { n: termYears })}</p>
        </Card>
      ))}
    </Page>
  );
}
