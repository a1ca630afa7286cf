import Link from '@mui/material/Link'

/** An address to write to, on one line: a hyphen is part of it, not a place to break. */
export function MailLink({ email }: { email: string }) {
  return (
    <Link href={`mailto:${email}`} noWrap title={email} sx={{ minWidth: 0 }}>
      {email}
    </Link>
  )
}
