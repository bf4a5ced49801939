import { ArrowDownOutlined, ArrowUpOutlined, EditOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button, Empty, Switch } from 'antd';
import { useRef, useState, type KeyboardEvent } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { showDate } from '#web/kit/dates.ts';
import { FileUpload } from '#web/kit/file-upload.tsx';
import { PartySeal, PartyTag } from '#web/kit/party.tsx';
import { StatusTag } from '#web/kit/status.tsx';
import { useLanguage, useText, useTexts } from '#web/kit/texts.tsx';
import { partNames } from '../../key-points/messages.ts';
import { Choose } from './choose.tsx';
import { ClauseForm } from './clause-form.tsx';
import { keyPointsClient, keyPointsKey, useChoices, type Choice, type KeyPoints, type Point } from './client.ts';
import { CommentCard, Comments } from './comments.tsx';
import { HeadingForm } from './heading-form.tsx';
import { messages } from './messages.ts';

/** The text clause by clause, each with what the others say of it at its margin (beneath it on a phone), edited in place by the party that drafts. */
export function Clauses({ keyPoints }: { keyPoints: KeyPoints }) {
  const t = useTexts(messages);
  const [editing, setEditing] = useState<string>();
  const [choosing, setChoosing] = useState(false);
  const [onlyOpen, setOnlyOpen] = useState(false);
  const { draft } = keyPoints.may;
  const choices = useChoices(keyPoints.id, draft);
  const { move } = useOrder(keyPoints);
  const open = new Set(keyPoints.comments.filter(({ verdict, withdrawnAt }) => verdict === null && withdrawnAt === null).map(({ clause }) => clause));
  const shown = onlyOpen ? keyPoints.points.filter(({ clause }) => open.has(clause)) : keyPoints.points;
  const gone = keyPoints.comments.filter(({ clause, withdrawnAt }) => clause !== null && withdrawnAt === null && !keyPoints.points.some((point) => point.clause === clause));
  return (
    <div className="clauses">
      <div className="row no-print clauses-tools">
        {draft ? <Button type="primary" onClick={() => setChoosing(true)}>{t('choose')}</Button> : null}
        {open.size === 0 ? null : <label className="row" style={{ gap: 8 }}><Switch size="small" checked={onlyOpen} onChange={setOnlyOpen} /> {t('onlyUnanswered')}</label>}
      </div>
      <Opening keyPoints={keyPoints} />
      {keyPoints.points.length === 0 ? <Empty description={t('noPoints')}>{draft ? <Button onClick={() => setChoosing(true)}>{t('choose')}</Button> : null}</Empty> : null}
      <ol className="clause-list">
        {shown.map((point) => (
          <Clause
            key={point.id} keyPoints={keyPoints} point={point} choice={choices.data?.items.find(({ itemId }) => itemId === point.itemId)} editing={editing === point.id}
            onEdit={() => setEditing(point.id)} onClose={() => setEditing(undefined)} onNext={() => setEditing(keyPoints.points[point.position]?.id)} onPlace={(place) => move(point, place)}
          />
        ))}
      </ol>
      {gone.length === 0 ? null : <section className="card"><h2>{t('goneClause')}</h2>{gone.map((comment) => <CommentCard key={comment.id} keyPoints={keyPoints} comment={comment} />)}</section>}
      {choosing ? <Choose keyPoints={keyPoints} onClose={() => setChoosing(false)} /> : null}
    </div>
  );
}

/** Puts a point into another place; the others make room. */
function useOrder(keyPoints: KeyPoints) {
  const { run } = useAct({ act: (ids: string[]) => answer(keyPointsClient[':id'].order.$put({ param: { id: keyPoints.id }, json: { ids } })), changes: [keyPointsKey(keyPoints.id)], done: false });
  const move = (point: Point, place: number) => {
    const ids = keyPoints.points.map(({ id }) => id).filter((id) => id !== point.id);
    ids.splice(Math.max(0, Math.min(ids.length, place - 1)), 0, point.id);
    run(ids);
  };
  return { move };
}

function Opening({ keyPoints }: { keyPoints: KeyPoints }) {
  const t = useTexts(messages);
  const [editing, setEditing] = useState(false);
  return (
    <section className="clause" aria-label={t('opening')}>
      <div className="clause-body">
        {editing ? <HeadingForm keyPoints={keyPoints} onClose={() => setEditing(false)} /> : (
          <>
            <p className="clause-text">{keyPoints.preamble}</p>
            {keyPoints.reason === null ? null : <p className="soft">{t('amends', { reason: keyPoints.reason })}</p>}
            {keyPoints.may.draft ? <Button size="small" className="no-print" icon={<EditOutlined aria-hidden />} onClick={() => setEditing(true)}>{t('editHeading')}</Button> : null}
          </>
        )}
        <h3 className="clause-files">{t('attachments')}</h3>
        <FileUpload subject={{ type: 'plan.keyPoints', id: keyPoints.id }} readOnly={!keyPoints.may.draft} prompt={t('dropAttachment')} />
      </div>
      <Comments keyPoints={keyPoints} clause={null} heading={t('whole')} />
    </section>
  );
}

type ClauseProps = { keyPoints: KeyPoints; point: Point; choice: Choice | undefined; editing: boolean; onEdit: () => void; onClose: () => void; onNext: () => void; onPlace: (place: number) => void };

function Clause({ keyPoints, point, choice, editing, onEdit, onClose, onNext, onPlace }: ClauseProps) {
  const place = useRef<HTMLLIElement>(null);
  const close = () => {
    onClose();
    requestAnimationFrame(() => place.current?.querySelector<HTMLElement>('.clause-edit')?.focus());
  };
  return (
    <li className={`clause${editing ? ' clause-editing' : ''}`} ref={place}>
      <div className="clause-body">
        {editing ? <ClauseForm keyPoints={keyPoints} point={point} choice={choice} onClose={close} onNext={onNext} onPlace={onPlace} /> : <ClauseText keyPoints={keyPoints} point={point} onEdit={onEdit} onPlace={onPlace} />}
      </div>
      <Comments keyPoints={keyPoints} clause={point.clause} heading={point.heading} />
    </li>
  );
}

function ClauseText({ keyPoints, point, onEdit, onPlace }: { keyPoints: KeyPoints; point: Point; onEdit: () => void; onPlace: (place: number) => void }) {
  const t = useTexts(messages);
  const text = useText();
  const [language] = useLanguage();
  const { draft } = keyPoints.may;
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    onPlace(point.position + (event.key === 'ArrowUp' ? -1 : 1));
  };
  const partsSaid = point.gaps.map((part) => text(partNames[part])).join(language === 'zh' ? '、' : ', ');
  return (
    <>
      <div className="clause-head">
        <h3><span className="clause-number">{point.position}</span>{point.heading}</h3>
        {draft ? (
          <span className="clause-tools no-print" role="toolbar" aria-label={t('editPoint', { place: point.position })} tabIndex={-1} onKeyDown={onKeyDown}>
            <Button size="small" type="text" icon={<ArrowUpOutlined />} aria-label={`${t('moveUp')}：${point.heading}`} disabled={point.position === 1} onClick={() => onPlace(point.position - 1)} />
            <Button size="small" type="text" icon={<ArrowDownOutlined />} aria-label={`${t('moveDown')}：${point.heading}`} disabled={point.position === keyPoints.points.length} onClick={() => onPlace(point.position + 1)} />
            <Button size="small" className="clause-edit" icon={<EditOutlined />} aria-label={t('editPoint', { place: point.position })} onClick={onEdit} />
          </span>
        ) : null}
      </div>
      {point.text === '' ? null : <p className="clause-text">{point.text}</p>}
      <div className="facts-line">
        {point.measure === null || point.target === null || point.unit === null ? null : <span>{t('aimShown', { measure: point.measure, target: point.target.toLocaleString(language === 'zh' ? 'zh-CN' : 'en'), unit: point.unit })}</span>}
        {point.deliverable === null ? null : <span>{t('deliverable')}：{point.deliverable}</span>}
        {point.lead === null ? null : <span><PartyTag party={point.lead} /> {point.partners.map((party) => <PartySeal key={party} party={party} />)}</span>}
        {point.dueOn === null ? null : <span>{t('dueShown', { date: showDate(point.dueOn, language) })}</span>}
        {point.milestone === null ? null : <span>{t('milestone')}：<Link to="/workspace/plan/initiatives/$id" params={{ id: point.itemId }} search={{ milestone: point.milestone.id }}>{point.milestone.title}</Link></span>}
        {keyPoints.inForceOn === null ? null : <StatusTag status={point.status} />}
        {point.itemCode === null ? null : <Link to="/workspace/plan/initiatives/$id" params={{ id: point.itemId }}>{point.itemCode}</Link>}
      </div>
      {draft && point.gaps.length > 0 ? <div className="clause-gaps">{t('gaps', { parts: partsSaid })}</div> : null}
    </>
  );
}
