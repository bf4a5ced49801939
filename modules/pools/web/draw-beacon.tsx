import { Button, DatePicker, Form, Input } from 'antd';
import type { Dayjs } from 'dayjs';
import { partyCodes, partyNames } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { showInstant } from '#web/kit/dates.ts';
import { PartySeal } from '#web/kit/party.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { drawsClient, type Draw } from './client.ts';
import { messages } from './messages.ts';

/** Names the round of a public beacon that is to be mixed in; left empty, the four numbers alone decide. */
export function BeaconFields() {
  const t = useTexts(messages);
  const w = useTexts(words);
  const [name, at] = [Form.useWatch<string | undefined>('beaconName'), Form.useWatch<Dayjs | null | undefined>('beaconAt')];
  const both = [{ required: (name ?? '').trim() !== '' || at != null, message: w('needed') }];
  return (
    <fieldset aria-label={t('beacon')} style={{ border: 0, padding: 0, margin: 0 }}>
      <div className="row" style={{ alignItems: 'start' }}>
        <div className="grow"><Form.Item name="beaconName" label={t('beacon') + w('optional')} extra={t('beaconNote')} rules={both}><Input maxLength={200} placeholder={t('beaconExample')} /></Form.Item></div>
        <Form.Item name="beaconAt" label={t('beaconAt')} rules={both}><DatePicker showTime={{ format: 'HH:mm', minuteStep: 5 }} format="YYYY-MM-DD HH:mm" /></Form.Item>
      </div>
    </fieldset>
  );
}

/** What each party reads of the beacon; three that read the same decide. */
export function DrawBeacon({ draw, acting }: { draw: Draw; acting: string | undefined }) {
  const t = useTexts(messages);
  const text = useText();
  const { request: { beacon }, readings, state, now } = draw;
  if (beacon === undefined || (state !== 'reading' && state !== 'drawn')) return null;
  const published = Date.parse(now) >= Date.parse(beacon.at);
  return (
    <Card title={t('beacon')}>
      <p>{t('beaconOf', { name: beacon.name, at: showInstant(beacon.at) })}</p>
      <ul className="row-list" aria-label={t('beacon')}>
        {partyCodes.map((party) => {
          const reading = readings.find((given) => given.party === party);
          return <li key={party} className="row"><PartySeal party={party} /><span className="grow">{text(partyNames[party])}</span>{reading === undefined ? <span className="soft">{t('notRead')}</span> : <strong style={{ fontWeight: 500, overflowWrap: 'anywhere' }}>{reading.value}</strong>}</li>;
        })}
      </ul>
      {state !== 'reading' ? null : <p className="soft">{t('beaconHow')}</p>}
      {state !== 'reading' || !draw.may.act ? null : published ? <Read draw={draw} before={readings.find(({ party }) => party === acting)?.value} /> : <p className="soft">{t('beaconWait', { at: showInstant(beacon.at) })}</p>}
    </Card>
  );
}

function Read({ draw, before }: { draw: Draw; before: string | undefined }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const { run, running } = useAct({ act: ({ value }: { value: string }) => answer(drawsClient.draws[':id'].readings.$post({ param: { id: draw.id }, json: { value } })), changes: [['pools'], ['inbox']] });
  return (
    <Form layout="vertical" onFinish={run} initialValues={{ value: before ?? '' }} style={{ maxWidth: 560 }}>
      <Form.Item name="value" label={t('beaconValue')} extra={t('beaconValueNote')} rules={[{ required: true, whitespace: true, message: w('needed') }]}><Input maxLength={200} autoComplete="off" /></Form.Item>
      <Button type="primary" htmlType="submit" loading={running}>{t(before === undefined ? 'submitReading' : 'correctReading')}</Button>
    </Form>
  );
}
