import { Form, Input } from 'antd';
import { useTexts } from '#web/kit/texts.tsx';
import type { Version } from '../versions/facts.ts';
import { messages } from './draft-messages.ts';
import type { Change } from './draft-state.ts';

/** What the version is called, and from what it is drawn up. */
export function Basics({ values: { title, sources }, change }: { values: Version; change: Change }) {
  const t = useTexts(messages);
  return (
    <section className="card">
      <Form layout="vertical">
        <Form.Item label={t('title')} htmlFor="draft-title"><Input id="draft-title" maxLength={200} value={title} onChange={({ target }) => change({ title: target.value }, 'title')} /></Form.Item>
        <Form.Item label={t('sources')} htmlFor="draft-sources"><Input.TextArea id="draft-sources" autoSize={{ minRows: 4 }} maxLength={5000} value={sources.join('\n')} onChange={({ target }) => change({ sources: target.value.split('\n').slice(0, 30) }, 'sources')} /></Form.Item>
      </Form>
    </section>
  );
}
