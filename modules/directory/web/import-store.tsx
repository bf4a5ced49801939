import { useNavigate } from '@tanstack/react-router';
import { Button, Popconfirm, Radio } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { directoryClient, type Import } from './client.ts';
import { messages } from './import-messages.ts';

/** Whether a checked sheet goes in as a whole or without its bad rows; one says so before anything is stored. */
export function ImportStore({ found: { id, totals } }: { found: Import }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [mode, setMode] = useState<'all' | 'good'>('all');
  const { run, running } = useAct({ act: () => answer(directoryClient.imports[':id'].store.$post({ param: { id }, json: { mode } })), changes: [['directory', 'import', id]], done: false });
  const navigate = useNavigate();
  const { run: discard, running: discarding } = useAct({ act: () => answer(directoryClient.imports[':id'].$delete({ param: { id } })), changes: [['directory', 'imports']], done: t('discarded'), onDone: () => void navigate({ to: '/workspace/directory/import' }) });
  const errors = totals.error ?? 0;
  const count = (totals.new ?? 0) + (totals.changed ?? 0);
  const blocked = mode === 'all' && errors > 0 ? t('errorsLeft', { count: errors }) : count === 0 ? t('nothingToStore') : undefined;
  return (
    <Card title={t('choose')}>
      <Radio.Group aria-label={t('choose')} value={mode} onChange={({ target }) => setMode(target.value === 'good' ? 'good' : 'all')} style={{ display: 'grid', gap: 10 }}>
        <Radio value="all">{t('modeAll')}<span className="soft"> · {t('modeAllHint')}</span></Radio>
        <Radio value="good">{t('modeGood')}<span className="soft"> · {t('modeGoodHint')}</span></Radio>
      </Radio.Group>
      <div className="row" style={{ marginTop: 16 }}>
        <Button type="primary" disabled={blocked !== undefined} loading={running} onClick={() => run()}>{t('store', { count })}</Button>
        <span role="status" className="grow soft">{blocked}</span>
        <Popconfirm title={t('discardHint')} okText={t('discard')} cancelText={w('cancel')} okButtonProps={{ danger: true }} onConfirm={() => discard()}><Button danger type="text" loading={discarding}>{t('discard')}</Button></Popconfirm>
      </div>
    </Card>
  );
}
