import { Link } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import { Button, DatePicker, Input, InputNumber, Popconfirm, Select } from 'antd';
import dayjs from 'dayjs';
import { useEffect, useRef, type RefObject } from 'react';
import { partyCodes, partyNames, type PartyCode } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { useAutosave, type Saving } from '#web/kit/autosave.ts';
import { useProblem } from '#web/kit/problem.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { keyPointsClient, keyPointsKey, type Choice, type KeyPoints, type Point } from './client.ts';
import { messages } from './messages.ts';

type Values = Pick<Point, 'heading' | 'text' | 'measure' | 'target' | 'unit' | 'deliverable' | 'lead' | 'partners' | 'dueOn' | 'milestoneId'>;

const said = ({ heading, text, measure, target, unit, deliverable, lead, partners, dueOn, milestoneId }: Values): Values => ({
  heading: heading.trim(), text: text.trim(), measure: orNull(measure), target, unit: orNull(unit), deliverable: orNull(deliverable), lead, partners, dueOn, milestoneId,
});
const orNull = (text: string | null) => (text === null || text.trim() === '' ? null : text.trim());

type Props = {
  readonly keyPoints: KeyPoints;
  readonly point: Point;
  readonly choice: Choice | undefined;
  readonly onClose: () => void;
  readonly onNext: () => void;
  readonly onPlace: (place: number) => void;
};

/** A point being edited in its place: saved as one goes; Ctrl+Enter goes on to the next, Esc closes. */
export function ClauseForm({ keyPoints, point, choice, onClose, onNext, onPlace }: Props) {
  const t = useTexts(messages);
  const text = useText();
  const tell = useProblem();
  const queries = useQueryClient();
  const reload = () => void queries.invalidateQueries({ queryKey: keyPointsKey(keyPoints.id) });
  const { values, change, saving, flush } = useAutosave<Values>({
    initial: said(point), version: point.version, isValid: ({ heading }) => heading.trim() !== '',
    save: async (now, version) => {
      const after = await answer(keyPointsClient.points[':id'].$put({ param: { id: point.id }, json: { version, ...said(now) } }));
      reload();
      return after;
    },
    onRefused: (error) => tell(error, () => { reload(); onClose(); }),
  });
  const remove = useAct({
    act: async () => { if (await flush()) await answer(keyPointsClient.points[':id'].remove.$post({ param: { id: point.id }, json: { version: newest(queries.getQueryData<KeyPoints>(keyPointsKey(keyPoints.id)), point) } })); },
    changes: [keyPointsKey(keyPoints.id)], onDone: onClose, done: false,
  });
  const finish = (then: () => void) => void flush().then((kept) => { if (kept) then(); });
  const form = useKeys((event) => {
    if (event.key === 'Escape' && !event.defaultPrevented && !(event.target instanceof HTMLElement && event.target.closest('.ant-select-open, .ant-picker-focused') !== null)) finish(onClose);
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); finish(onNext); }
  });
  const parties = partyCodes.map((value) => ({ value, label: text(partyNames[value]) }));
  const milestones = choice?.milestones ?? [];
  const pickMilestone = (id: string | undefined) => {
    const chosen = milestones.find((milestone) => milestone.id === id);
    change({ milestoneId: id ?? null, ...(chosen !== undefined && values.dueOn === null && chosen.dueOn.startsWith(String(keyPoints.year)) ? { dueOn: chosen.dueOn } : {}) });
  };
  return (
    <div className="clause-form" role="group" aria-label={t('editPoint', { place: point.position })} ref={form}>
      <div className="row" style={{ flexWrap: 'nowrap' }}>
        <InputNumber className="clause-place" aria-label={`${t('heading')} №`} min={1} max={keyPoints.points.length} precision={0} value={point.position} onChange={(place) => { if (place !== null && place !== point.position) onPlace(place); }} />
        <Input aria-label={t('heading')} value={values.heading} maxLength={200} autoFocus onChange={({ target }) => change({ heading: target.value })} />
      </div>
      <Input.TextArea aria-label={t('content')} placeholder={t('content')} value={values.text} maxLength={4000} autoSize={{ minRows: 2, maxRows: 12 }} onChange={({ target }) => change({ text: target.value })} />
      <div className="form-columns clause-fields">
        <Labelled label={t('measure')}><Input aria-label={t('measure')} value={values.measure ?? ''} maxLength={60} onChange={({ target }) => change({ measure: target.value })} /></Labelled>
        <Labelled label={t('target')}><InputNumber<number> aria-label={t('target')} value={values.target} min={0.0001} max={1e12} style={{ width: '100%' }} onChange={(target) => change({ target })} /></Labelled>
        <Labelled label={t('unit')}><Input aria-label={t('unit')} value={values.unit ?? ''} maxLength={20} onChange={({ target }) => change({ unit: target.value })} /></Labelled>
        <Labelled label={t('deliverable')}><Input aria-label={t('deliverable')} value={values.deliverable ?? ''} maxLength={1000} onChange={({ target }) => change({ deliverable: target.value })} /></Labelled>
        <Labelled label={t('lead')}><Select<PartyCode> aria-label={t('lead')} allowClear value={values.lead} options={parties} onChange={(lead: PartyCode | undefined) => change({ lead: lead ?? null, partners: values.partners.filter((party) => party !== lead) })} /></Labelled>
        <Labelled label={t('partners')}><Select<PartyCode[]> aria-label={t('partners')} mode="multiple" value={values.partners} options={parties.filter(({ value }) => value !== values.lead)} onChange={(partners) => change({ partners })} /></Labelled>
        <Labelled label={t('dueOn')}><DatePicker aria-label={t('dueOn')} style={{ width: '100%' }} value={values.dueOn === null ? null : dayjs(values.dueOn)} minDate={dayjs(`${keyPoints.year}-01-01`)} maxDate={dayjs(`${keyPoints.year}-12-31`)} onChange={(day) => change({ dueOn: day === null ? null : day.format('YYYY-MM-DD') })} /></Labelled>
        <Labelled label={t('milestone')}>
          {choice !== undefined && milestones.length === 0 ? <Link to="/workspace/plan/initiatives/$id" params={{ id: point.itemId }}>{t('addMilestone')}</Link> : (
            <Select aria-label={t('milestone')} allowClear showSearch optionFilterProp="label" value={values.milestoneId} onChange={pickMilestone} options={milestones.map(({ id, title, dueOn }) => ({ value: id, label: `${title}（${dueOn}）` }))} />
          )}
        </Labelled>
      </div>
      <div className="row">
        <Button size="small" onClick={() => finish(onClose)}>{t('doneEditing')}</Button>
        <Popconfirm title={t('removeSure')} okButtonProps={{ danger: true }} onConfirm={() => remove.run()}><Button size="small" danger loading={remove.running}>{t('removePoint')}</Button></Popconfirm>
        <span className="soft grow">{t('keys')}</span><SavingNote saving={saving} />
      </div>
    </div>
  );
}

/** Keys that mean something anywhere in the form. */
function useKeys(pressed: (event: KeyboardEvent) => void): RefObject<HTMLDivElement | null> {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    element?.addEventListener('keydown', pressed);
    return () => element?.removeEventListener('keydown', pressed);
  }, [pressed]);
  return place;
}

/** The version that saving has brought the point to meanwhile. */
function newest(keyPoints: KeyPoints | undefined, point: Point): number {
  return keyPoints?.points.find(({ id }) => id === point.id)?.version ?? point.version;
}

export function SavingNote({ saving }: { saving: Saving }) {
  const t = useTexts(messages);
  const words = { idle: '', saving: t('saving'), saved: t('savedNow'), failed: t('notSaved') };
  return <span className={saving === 'failed' ? 'overdue' : 'soft'} role="status">{words[saving]}</span>;
}

function Labelled({ label, children }: { label: string; children: React.ReactNode }) {
  return <div className="labelled"><span aria-hidden="true">{label}</span>{children}</div>;
}
