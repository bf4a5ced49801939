import { Form, Modal, type FormInstance } from 'antd';
import { useId, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useTexts } from './texts.tsx';
import { words } from './words.ts';

type FormDialogProps<V> = {
  readonly title: ReactNode;
  /** What the button that sends it says; 保存 without. */
  readonly okText?: string;
  /** It refuses, ends or destroys something. */
  readonly danger?: boolean;
  readonly width?: number;
  readonly running: boolean;
  readonly initialValues?: { readonly [K in keyof V]?: unknown };
  /** For whoever sets or watches values from outside. */
  readonly form?: FormInstance<V>;
  readonly onFinish: (values: V) => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
};

/** A form in a dialog: what is typed first has the focus, Enter sends it, Esc closes it, and what is wrong comes into view. */
export function FormDialog<V extends object>({ title, okText, danger = false, width, running, initialValues, form, onFinish, onClose, children }: FormDialogProps<V>) {
  const w = useTexts(words);
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  const focusFirst = (open: boolean) => { if (open) beginAt(place.current); };
  return (
    <Modal open {...(width === undefined ? {} : { width })} title={title} okText={okText ?? w('save')} cancelText={w('cancel')} okButtonProps={{ htmlType: 'submit', form: id, danger, loading: running }} onCancel={onClose} afterOpenChange={focusFirst}>
      <div ref={place}>
        <Form<V> id={id} {...(form === undefined ? {} : { form })} layout="vertical" onKeyDown={keepEnter} scrollToFirstError={{ block: 'center', focus: true }} {...(initialValues === undefined ? {} : { initialValues })} onFinish={onFinish}>{children}</Form>
      </div>
    </Modal>
  );
}

/** Puts the focus on the first field, unless somebody was quicker, or it would open a calendar, or, on a phone, the keyboard would cover half of what is to be read. */
function beginAt(place: HTMLElement | null): void {
  const first = place?.querySelector<HTMLElement>('input:not([type=file]), textarea');
  if (first == null || place?.contains(document.activeElement) === true || first.closest('.ant-picker') !== null || !matchMedia('(hover: hover)').matches) return;
  first.focus();
}

/** In a calendar or a list of choices Enter takes what is marked there; it does not send the form as well. */
function keepEnter(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key === 'Enter' && event.target instanceof Element && event.target.closest('.ant-picker, .ant-select') !== null) event.preventDefault();
}
