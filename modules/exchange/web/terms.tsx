import { Button, Form, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { partyCodes, partyNames } from '#kernel/domain.ts';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { FormDialog } from '#web/kit/form-dialog.tsx';
import { PartyTag } from '#web/kit/party.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { payerNames, periodNames } from '../messages.ts';
import { balanceOf, payers, periods, sumsOf } from '../terms/rules.ts';
import { BalanceTable } from './balance.tsx';
import { changes, exchangeClient, type Scheme } from './client.ts';
import { Lines } from './lines.tsx';
import { messages } from './terms-messages.ts';

type Terms = Scheme['terms'];
const yuan = (fen: number) => (fen / 100).toLocaleString('zh-CN', { minimumFractionDigits: fen % 100 === 0 ? 0 : 2 });

/** Numbers by party and category, the level of posts, money per head and who pays. */
export function Terms({ scheme }: { scheme: Scheme }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const [editing, setEditing] = useState(false);
  const { level, numbers, money } = scheme.terms;
  if (level === null && numbers.length === 0 && money.length === 0 && !scheme.may.change) return null;
  const sums = sumsOf(numbers);
  return (
    <Card title={t('terms')} extra={scheme.may.change ? <Button size="small" autoInsertSpace={false} aria-label={`${w('edit')} ${t('terms')}`} onClick={() => setEditing(true)}>{w('edit')}</Button> : undefined}>
      {level === null ? null : <dl className="definition"><dt>{t('level')}</dt><dd>{level}</dd></dl>}
      {numbers.length === 0 ? <p className="soft">{t('noNumbers')}</p> : (
        <>
          <DataTable
            label={t('numbers')} rows={numbers} rowKey={({ party, category }) => `${party}${category}`}
            columns={[
              { key: 'party', title: t('party'), render: ({ party }) => <PartyTag party={party} /> },
              { key: 'category', title: t('category'), render: ({ category }) => category },
              { key: 'sends', title: t('sends'), align: 'right', render: ({ sends }) => sends },
              { key: 'takes', title: t('takes'), align: 'right', render: ({ takes }) => takes },
            ]}
          />
          <ul className="soft" style={{ margin: '8px 0 0', paddingInlineStart: '1.4em' }}>{sums.map(({ category, sends, takes }) => <li key={category}>{t('sum', { category: category === '' ? t('all') : category, sends, takes })}</li>)}</ul>
        </>
      )}
      {money.length === 0 ? null : <ul style={{ margin: '10px 0 0', paddingInlineStart: '1.4em' }} aria-label={t('money')}>{money.map(({ item, fen, per, payer }) => <li key={item}>{t('moneyLine', { item, yuan: yuan(fen), per: text(periodNames[per]), payer: text(payerNames[payer]) })}</li>)}</ul>}
      {editing ? <TermsDialog scheme={scheme} onClose={() => setEditing(false)} /> : null}
    </Card>
  );
}

type Values = { level?: string | null; numbers?: { party: Terms['numbers'][number]['party']; category?: string; sends: number; takes: number }[]; money?: { item: string; yuan: number; per: Terms['money'][number]['per']; payer: Terms['money'][number]['payer'] }[] };

function TermsDialog({ scheme, onClose }: { scheme: Scheme; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const [form] = Form.useForm<Values>();
  const typed = Form.useWatch('numbers', form) ?? [];
  const balance = balanceOf(typed.filter((row) => row !== undefined && row !== null));
  const { run, running } = useAct({
    act: ({ level, numbers = [], money = [] }: Values) => answer(exchangeClient.schemes[':id'].terms.$put({
      param: { id: scheme.id },
      json: { version: scheme.version, level: level ?? null, numbers: numbers.map(({ category = '', ...row }) => ({ ...row, category })), money: money.map(({ yuan: amount, ...row }) => ({ ...row, fen: Math.round(amount * 100) })) },
    })),
    changes, onDone: onClose,
  });
  const draft = useAct({ act: async () => form.setFieldsValue({ numbers: [...(await answer(exchangeClient.schemes[':id'].terms.draft.$get({ param: { id: scheme.id } }))).numbers] }), changes: [], done: false });
  const rules = [{ required: true, message: w('needed') }];
  const initial: Values = { level: scheme.terms.level, numbers: [...scheme.terms.numbers], money: scheme.terms.money.map(({ fen, ...row }) => ({ ...row, yuan: fen / 100 })) };
  return (
    <FormDialog<Values> width={760} title={t('terms')} running={running} form={form} initialValues={initial} onFinish={run} onClose={onClose}>
      <Form.Item name="level" label={t('level') + w('optional')}><Input maxLength={200} /></Form.Item>
      <Lines
        name="numbers" legend={t('numbers')} columns="3fr 3fr 2fr 2fr" add={t('addNumbers')} remove={t('remove')} blank={{ sends: 0, takes: 0 }}
        extra={scheme.words.cadres ? <Button loading={draft.running} onClick={() => draft.run()}>{t('fromPosts')}</Button> : null}
      >
        {(line) => (
          <>
            <Form.Item name={[line, 'party']} label={t('party')} rules={rules}><Select options={partyCodes.map((value) => ({ value, label: text(partyNames[value]) }))} /></Form.Item>
            <Form.Item name={[line, 'category']} label={t('category') + w('optional')}><Input maxLength={30} /></Form.Item>
            <Form.Item name={[line, 'sends']} label={t('sends')} rules={rules}><InputNumber min={0} max={100_000} precision={0} style={{ width: '100%' }} /></Form.Item>
            <Form.Item name={[line, 'takes']} label={t('takes')} rules={rules}><InputNumber min={0} max={100_000} precision={0} style={{ width: '100%' }} /></Form.Item>
          </>
        )}
      </Lines>
      {balance.length === 0 ? null : <div style={{ margin: '0 0 18px' }} aria-live="polite"><BalanceTable rows={balance} /></div>}
      <Lines name="money" legend={t('money')} columns="4fr 3fr 3fr 3fr" add={t('addMoney')} remove={t('remove')} blank={{ per: 'term', payer: 'home' }}>
        {(line) => (
          <>
            <Form.Item name={[line, 'item']} label={t('item')} rules={[...rules, { whitespace: true, message: w('needed') }]}><Input maxLength={60} /></Form.Item>
            <Form.Item name={[line, 'yuan']} label={t('yuan')} rules={rules}><InputNumber min={0} max={10_000_000} precision={2} style={{ width: '100%' }} /></Form.Item>
            <Form.Item name={[line, 'per']} label={t('per')} rules={rules}><Select options={periods.map((value) => ({ value, label: text(periodNames[value]) }))} /></Form.Item>
            <Form.Item name={[line, 'payer']} label={t('payer')} rules={rules}><Select options={payers.map((value) => ({ value, label: text(payerNames[value]) }))} /></Form.Item>
          </>
        )}
      </Lines>
    </FormDialog>
  );
}
