import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, DatePicker } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { Card } from '#web/kit/card.tsx';
import { showDate } from '#web/kit/dates.ts';
import { Page } from '#web/kit/page.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { postNames } from '../messages.ts';
import { ChairCard } from './chair.tsx';
import { useBodies, type Body, type Seat } from './client.ts';
import { messages } from './messages.ts';
import { SeatDialog } from './seat-dialog.tsx';
import { GovernanceTabs } from './tabs.tsx';

/** The bodies and who sits on them, on the day that is chosen; and whose year it is. */
export function BodiesPage() {
  const t = useTexts(messages);
  const navigate = useNavigate();
  const { on } = useSearch({ strict: false }) as { on?: string };
  const day = on !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(on) ? on : undefined;
  const bodies = useBodies(day);
  const [asked, setAsked] = useState<{ seat: Seat; body: Body }>();
  return (
    <Page
      title={t('bodies')} loading={bodies.isPending} error={bodies.error} onRetry={() => void bodies.refetch()}
      extra={<label className="row">{t('onDay')} <DatePicker allowClear={false} value={dayjs(day ?? bodies.data?.on)} onChange={(chosen) => { if (chosen !== null) void navigate({ to: '.', search: { on: chosen.format('YYYY-MM-DD') }, replace: true }); }} /></label>}
    >
      <GovernanceTabs />
      <ChairCard />
      <div className="bodies">{bodies.data?.items.map((body) => <BodyCard key={body.code} body={body} onSeat={(seat) => setAsked({ seat, body })} />)}</div>
      {asked === undefined ? null : <SeatDialog seat={asked.seat} body={asked.body} onClose={() => setAsked(undefined)} />}
    </Page>
  );
}

/** A seat for several that is empty is shown to whoever fills it. */
function isShown({ single, holders, mayFill }: Seat): boolean {
  return single || mayFill || holders.length > 0;
}

function BodyCard({ body, onSeat }: { body: Body; onSeat: (seat: Seat) => void }) {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  return (
    <Card title={text(body.name)}>
      <ul className="row-list seats">
        {body.seats.filter(isShown).map((seat) => (
          <li key={seat.id}>
            <Button type="link" size="small" onClick={() => onSeat(seat)}>{text(postNames[seat.post])}</Button>
            {body.party === null ? seat.party === null ? <span className="party-tag">{t('region')}</span> : <PartyTag party={seat.party} /> : null}
            <span className="grow">
              {seat.holders.length === 0 ? <span className="soft">{t('vacant')}</span> : seat.holders.map(({ id, name, office, startsOn }) => (
                <span key={id} className="holder">{name}{office === null ? null : <span className="soft"> {office}</span>} <span className="soft nowrap">{t('from')} {showDate(startsOn, language)}</span></span>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
