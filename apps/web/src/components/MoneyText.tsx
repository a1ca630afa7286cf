import { useFormat } from '../lib/format.ts'

/** A sum in roubles from kopecks; null shows nothing. */
export function MoneyText({ kopecks }: { kopecks: number | null | undefined }) {
  const format = useFormat()
  if (kopecks === null || kopecks === undefined) return null
  return <span style={{ whiteSpace: 'nowrap' }}>{format.money(kopecks)}</span>
}
