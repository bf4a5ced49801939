import { Button, Form } from 'antd';
import type { CSSProperties, ReactNode } from 'react';

type LinesProps = {
  readonly name: string | readonly string[];
  readonly legend: string;
  readonly hint?: string;
  /** How wide the fields of a line are against each other, e.g. '3fr 1fr'; on a phone two stand side by side, and those of class `wide` alone. */
  readonly columns: string;
  readonly add: string;
  readonly remove: string;
  /** What a new line begins with. */
  readonly blank?: object;
  /** So many lines stay. */
  readonly least?: number;
  /** What else stands beside the button that adds one. */
  readonly extra?: ReactNode;
  readonly children: (line: number) => ReactNode;
};

/** Lines of a form that one adds and takes away: the fields side by side under the names of their columns, on a phone each under its own. */
export function Lines({ name, legend, hint, columns, add, remove, blank = {}, least = 0, extra, children }: LinesProps) {
  return (
    <fieldset className="plain-fieldset"><legend>{legend}</legend>
      {hint === undefined ? null : <p className="soft" style={{ margin: '0 0 8px' }}>{hint}</p>}
      <Form.List name={typeof name === 'string' ? name : [...name]}>
        {(fields, list) => (
          <>
            {fields.map(({ key, name: line }) => (
              <div key={key} className="form-line" style={{ '--columns': columns } as CSSProperties /* a property of our own is none of React's list */}>
                {children(line)}
                {fields.length <= least ? null : <Form.Item label=" " colon={false} className="form-line-remove"><Button type="text" autoInsertSpace={false} aria-label={`${remove} ${line + 1}`} onClick={() => list.remove(line)}>{remove}</Button></Form.Item>}
              </div>
            ))}
            <div className="row"><Button onClick={() => list.add({ ...blank })}>{add}</Button>{extra}</div>
          </>
        )}
      </Form.List>
    </fieldset>
  );
}
