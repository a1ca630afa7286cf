import Link from '@mui/material/Link'
import { mailHref } from '../lib/mail.ts'

/** An address to write to, on one line: a hyphen is part of it, not a place to break. */
export function MailLink({ email }: { email: string }) {
  return (
    <Link href={mailHref(email)} noWrap title={email} sx={{ minWidth: 0 }}>
      {email}
    </Link>
  )
}
