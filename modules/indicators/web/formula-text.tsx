import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Input, Modal, type GetRef } from 'antd';
import { useDeferredValue, useRef, useState } from 'react';
import { useAct } from '#web/kit/act.tsx';
import { answer } from '#web/kit/api.ts';
import { Card } from '#web/kit/card.tsx';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { words } from '#web/kit/words.ts';
import { client, saveSystem, type System } from './client.ts';
import { messages } from './messages.ts';

/** The text that every number comes from; of a draft it can be changed, and is checked while one writes. */
export function FormulaText({ data }: { data: System }) {
  const t = useTexts(messages);
  const [shown, setShown] = useState(false);
  const [changing, setChanging] = useState(false);
  return (
    <Card title={t('formulaText')} extra={<>{data.may.change ? <Button size="small" onClick={() => setChanging(true)}>{t('editFormulas')}</Button> : null}</>}>
      <button type="button" className="plain-button" aria-expanded={shown} onClick={() => setShown(!shown)}>{t('formulas')}</button>
      {shown ? <pre style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', fontSize: 13 }}>{data.system.formulas}</pre> : null}
      {changing ? <Editor data={data} onClose={() => setChanging(false)} /> : null}
    </Card>
  );
}

function Editor({ data, onClose }: { data: System; onClose: () => void }) {
  const t = useTexts(messages);
  const w = useTexts(words);
  const text = useText();
  const field = useRef<GetRef<typeof Input.TextArea>>(null);
  const [formulas, setFormulas] = useState(data.system.formulas);
  const asked = useDeferredValue(formulas);
  const check = useQuery({ queryKey: ['indicators', 'check', asked], queryFn: () => answer(client.systems.check.$post({ json: { formulas: asked } })), placeholderData: (before) => before, staleTime: Infinity });
  const problems = check.data?.problems ?? [];
  const save = useAct({
    act: () => saveSystem(data, { formulas }),
    changes: [['indicators']], onDone: onClose,
  });
  const goTo = (line: number, column: number) => {
    const area = field.current?.resizableTextArea?.textArea;
    if (area === undefined) return;
    const at = formulas.split('\n').slice(0, line - 1).reduce((all, own) => all + own.length + 1, 0) + column - 1;
    area.focus();
    area.setSelectionRange(at, at + 1);
    area.scrollTop = Math.max(0, (line - 6) * 20);
  };
  return (
    <Modal open width={900} title={t('editFormulas')} onCancel={onClose} onOk={() => save.run()} okText={w('save')} cancelText={w('cancel')} okButtonProps={{ disabled: problems.length > 0 || check.isFetching, loading: save.running }}>
      <p className="soft">{t('treeFollows')}</p>
      <Input.TextArea ref={field} aria-label={t('formulaText')} value={formulas} onChange={({ target }) => setFormulas(target.value)} rows={18} maxLength={200_000} spellCheck={false} style={{ fontFamily: 'ui-monospace, monospace', fontSize: 13, lineHeight: '20px', whiteSpace: 'pre', overflowX: 'auto' }} />
      <div aria-live="polite" style={{ marginTop: 12 }}>
        {check.isPending ? t('checking') : problems.length === 0 ? <Alert type="success" showIcon title={t('noProblems')} /> : (
          <Alert type="error" showIcon title={t('problemsFound', { count: problems.length })} description={(
            <ul style={{ margin: 0, paddingLeft: 18, maxHeight: 160, overflow: 'auto' }}>
              {problems.map((problem) => <li key={`${problem.line}/${problem.column}/${problem.text.zh}`}><button type="button" className="plain-button" onClick={() => goTo(problem.line, problem.column)}>{t('at', { line: problem.line, column: problem.column })}</button>　{text(problem.text)}</li>)}
            </ul>
          )} />
        )}
      </div>
    </Modal>
  );
}
