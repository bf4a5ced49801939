import { App, ConfigProvider, type ConfigProviderProps } from 'antd';
import enUS from 'antd/es/locale/en_US.js';
import zhCN from 'antd/es/locale/zh_CN.js';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn.js';
import type { ReactNode } from 'react';
import { useAppearance } from '#web/kit/appearance.ts';
import { useLanguage } from '#web/kit/texts.tsx';
import { antTheme } from './theme.ts';

type Locale = NonNullable<ConfigProviderProps['locale']>;

// Ant Design's types describe its CommonJS build; the bundler takes the module build, whose default export is the locale itself.
const locales = { zh: zhCN as unknown as Locale, en: enUS as unknown as Locale };

/** Ant Design in our theme, in the reader's language. */
export function AntProvider({ children }: { children: ReactNode }) {
  const [language] = useLanguage();
  const [appearance] = useAppearance();
  dayjs.locale(language === 'zh' ? 'zh-cn' : 'en');
  return (
    <ConfigProvider theme={antTheme(appearance)} locale={locales[language]}>
      <App>{children}</App>
    </ConfigProvider>
  );
}
