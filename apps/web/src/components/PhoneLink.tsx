import Link from '@mui/material/Link'
import { formatPhone } from '../lib/format.ts'

/** A number to call; null shows nothing. A click inside a table row does not open the row. */
export function PhoneLink({ phone }: { phone: string | null | undefined }) {
  if (!phone) return null
  return (
    <Link href={`tel:${phone}`} onClick={(event) => event.stopPropagation()} sx={{ whiteSpace: 'nowrap' }}>
      {formatPhone(phone)}
    </Link>
  )
}
