import { Button, DatePicker, Form, Input, InputNumber, Select } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import type { Text } from '#kernel/text.ts';
import { FormDialog } from './form-dialog.tsx';
import { useText, useTexts } from './texts.tsx';
import { words } from './words.ts';

type Field = { readonly name: string; readonly label: Text; readonly kind: 'text' | 'longtext' | 'date' | 'number' | 'choice'; readonly required: boolean; readonly choices?: readonly { readonly value: string; readonly label: Text }[] | undefined; readonly ahead?: number | undefined };
type Transition = { readonly name: string; readonly label: Text; readonly reason: 'none' | 'optional' | 'required'; readonly danger: boolean; readonly asks?: boolean; readonly fields: readonly Field[] };

/** A record's lifecycle as the platform shows it to this person: the states, where it stands, what they may do. */
export type Lifecycle = { readonly states: Readonly<Record<string, { readonly label: Text; readonly tone: string }>>; readonly state: string; readonly version: number; readonly transitions: readonly Transition[] };

export type MoveRequest = { readonly transition: string; readonly version: number; readonly reason?: string; readonly fields?: Record<string, FieldValue> };

type FieldValue = string | number | null;

/** Where a record stands, and a button for each way it may go; asks for the reason and fields that the way needs. */
export function LifecycleBar({ lifecycle, onMove, compact = false }: { lifecycle: Lifecycle; onMove: (request: MoveRequest) => Promise<unknown>; compact?: boolean }) {
  const text = useText();
  const [asking, setAsking] = useState<Transition>();
  const [running, setRunning] = useState(false);
  const move = async (request: MoveRequest) => {
    setRunning(true);
    try {
      await onMove(request);
      setAsking(undefined);
    } catch {
      // the page has told the person; the dialog stays with what they typed
    } finally {
      setRunning(false);
    }
  };
  const begin = (transition: Transition) => {
    if (transition.reason !== 'none' || transition.fields.length > 0 || transition.danger || transition.asks === true) setAsking(transition);
    else void move({ transition: transition.name, version: lifecycle.version });
  };
  return (
    <div className="lifecycle">
      <ol>
        {Object.entries(lifecycle.states).filter(([name]) => !compact || name === lifecycle.state).map(([name, { label }]) => <li key={name} aria-current={name === lifecycle.state ? 'step' : undefined}>{text(label)}</li>)}
      </ol>
      {lifecycle.transitions.map((transition) => (
        <Button key={transition.name} size="small" danger={transition.danger} loading={running} onClick={() => begin(transition)}>{text(transition.label)}</Button>
      ))}
      {asking === undefined ? null : <MoveDialog transition={asking} running={running} onCancel={() => setAsking(undefined)} onMove={(more) => move({ transition: asking.name, version: lifecycle.version, ...more })} />}
    </div>
  );
}

function MoveDialog({ transition, running, onCancel, onMove }: { transition: Transition; running: boolean; onCancel: () => void; onMove: (more: Pick<MoveRequest, 'reason' | 'fields'>) => Promise<void> }) {
  const w = useTexts(words);
  const text = useText();
  const finish = ({ reason, ...values }: Record<string, unknown>) => onMove({
    ...(typeof reason === 'string' && reason.trim() !== '' ? { reason } : {}),
    ...(transition.fields.length > 0 ? { fields: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined).map(([name, value]) => [name, fieldValue(value)])) } : {}),
  });
  return (
    <FormDialog<Record<string, unknown>>
      title={text(transition.label)} okText={text(transition.label)} danger={transition.danger} running={running} onClose={onCancel} onFinish={(values) => void finish(values)}
      initialValues={Object.fromEntries(transition.fields.filter(({ kind }) => kind === 'date').map(({ name, ahead = 0 }) => [name, dayjs().add(ahead, 'day')]))}
    >
      {transition.reason === 'none' && transition.fields.length === 0 ? <p style={{ margin: '0 0 18px' }}>{w('hardToTakeBack')}</p> : null}
      {transition.fields.map((field) => (
        <Form.Item key={field.name} name={field.name} label={text(field.label)} rules={[{ required: field.required, message: w('needed') }]}><FieldInput field={field} /></Form.Item>
      ))}
      {transition.reason === 'none' ? null : (
        <Form.Item name="reason" label={`${w('reason')}${transition.reason === 'optional' ? w('optional') : ''}`} rules={[{ required: transition.reason === 'required', whitespace: true, message: w('reasonNeeded') }]}>
          <Input.TextArea rows={3} maxLength={2000} />
        </Form.Item>
      )}
    </FormDialog>
  );
}

function fieldValue(value: unknown): FieldValue {
  if (dayjs.isDayjs(value)) return value.format('YYYY-MM-DD');
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

function FieldInput({ field, ...form }: { field: Field }) {
  const text = useText();
  switch (field.kind) {
    case 'date': return <DatePicker {...form} style={{ width: '100%' }} />;
    case 'number': return <InputNumber {...form} style={{ width: '100%' }} />;
    case 'longtext': return <Input.TextArea {...form} rows={4} maxLength={5000} />;
    case 'choice': return <Select {...form} options={(field.choices ?? []).map(({ value, label }) => ({ value, label: text(label) }))} />;
    case 'text': return <Input {...form} maxLength={500} />;
  }
}
