import { App, Button, Input, Upload, type GetRef } from 'antd';
import { useRef } from 'react';
import { offsetAt } from '#algorithms/formulas/edit.ts';
import { useText, useTexts } from '#web/kit/texts.tsx';
import { messages } from './draft-messages.ts';
import type { SectionProps } from './draft-parts.tsx';

/** A text may be so long, in characters; the service refuses a longer one too. */
const longest = 200_000;

/** Everything that the language holds, as one text: written here, or taken along and brought back. */
export function TextSection({ values: { title, formulas }, change, problems }: SectionProps) {
  const t = useTexts(messages);
  const say = useText();
  const { message } = App.useApp();
  const field = useRef<GetRef<typeof Input.TextArea>>(null);
  const wrong = problems.flatMap(({ line, column = 1, text }) => (line === undefined ? [] : [{ line, column, text }]));
  const goTo = (line: number, column: number) => {
    const area = field.current?.resizableTextArea?.textArea;
    if (area === undefined) return;
    const at = offsetAt(formulas, { line, column });
    area.focus();
    area.setSelectionRange(at, at + 1);
    area.scrollTop = Math.max(0, (line - 6) * 20);
  };
  const take = async (file: File) => {
    const text = file.size > longest * 4 ? undefined : (await file.text()).replace(/^\ufeff/, '').replaceAll(/\r\n?/g, '\n');
    if (text === undefined || text.length > longest || text.includes('\0') || text.includes('\ufffd')) void message.error(t('tooLong'));
    else change({ formulas: text });
  };
  const download = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([formulas], { type: 'text/plain;charset=utf-8' }));
    link.download = `${title}.indicators`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <section className="card">
      <p className="soft">{t('textHolds')}</p>
      <div className="row" style={{ flexWrap: 'wrap', marginBottom: 12 }}>
        <Button onClick={download}>{t('download')}</Button>
<Upload accept=".indicators,.txt,text/plain" showUploadList={false} beforeUpload={(file) => { void take(file); return false; }}><Button>{t('upload')}</Button></Upload>
      </div>
      <Input.TextArea ref={field} aria-label={t('text')} value={formulas} onChange={({ target }) => change({ formulas: target.value }, 'text')} rows={20} maxLength={longest} spellCheck={false} style={{ fontFamily: 'ui-monospace, monospace', fontSize: 13, lineHeight: '20px', whiteSpace: 'pre', overflowX: 'auto' }} />
      <ul aria-live="polite" style={{ margin: '12px 0 0', paddingLeft: 18 }}>
        {wrong.map(({ line, column, text }) => <li key={`${line}/${column}/${text.zh}`}><button type="button" className="plain-button" onClick={() => goTo(line, column)}>{t('atLine', { line, column, why: say(text) })}</button></li>)}
      </ul>
    </section>
  );
}
