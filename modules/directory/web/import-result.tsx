import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Result } from 'antd';
import { useEffect } from 'react';
import { Card } from '#web/kit/card.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { useMerges, type Import } from './client.ts';
import { messages } from './import-messages.ts';

/** What an import brought, and where it is now. */
export function ImportResult({ found: { kind, totals, fileName } }: { found: Import }) {
  const t = useTexts(messages);
  const queries = useQueryClient();
  const merges = useMerges();
  // The lists, which may be open in the cache, are out of date now.
  useEffect(() => {
    for (const list of ['people', 'institutions', 'imports', 'merges']) void queries.invalidateQueries({ queryKey: ['directory', list] });
  }, [queries]);
  const { new: added = 0, changed = 0, same = 0, error = 0 } = totals;
  return (
    <Card title={fileName}>
      <Result
        status="success" title={t('done')} subTitle={<span role="status">{t('doneCounts', { added, changed, same, error })}</span>} style={{ padding: '12px 0' }}
        extra={
          <div className="row" style={{ justifyContent: 'center' }}>
            {kind === 'people' ? <Link className="link-button" to="/workspace/directory/people">{t('seePeople')}</Link> : <Link className="link-button" to="/workspace/directory/institutions">{t('seeInstitutions')}</Link>}
            {kind === 'people' && (merges.data?.length ?? 0) > 0 ? <Link className="link-button" to="/workspace/directory/merges">{t('seeMerges')}</Link> : null}
            <Link className="link-button" to="/workspace/directory/import" search={{ kind }}>{t('anotherSheet')}</Link>
          </div>
        }
      />
    </Card>
  );
}
