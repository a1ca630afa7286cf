import { locale, t } from './i18n.ts'

/** «12 октября 2026 г.» for an instant in ISO 8601, in the reader's own time zone. */
export function formatDay(iso: string): string {
  return new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'long', year: 'numeric' })
    .format(new Date(iso))
    .replace(/\sг\.$/, '')
}

const MEGABYTE = 1024 * 1024

/** «4,2 МБ», counted in powers of two as the limits are. */
export function formatSize(bytes: number): string {
  const unit = bytes < MEGABYTE ? 'kilobyte' : 'megabyte'
  const value = bytes / (unit === 'kilobyte' ? 1024 : MEGABYTE)
  return new Intl.NumberFormat(locale(), {
    style: 'unit',
    unit,
    maximumFractionDigits: unit === 'megabyte' && value < 10 ? 1 : 0,
  }).format(bytes === 0 ? 0 : Math.max(0.1, value))
}

/** The form's title with the company's name behind it. */
export function pageTitle(title: string, companyName?: string): string {
  return companyName ? `${title} — ${companyName}` : title || t('common.formTitle')
}
