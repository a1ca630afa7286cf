/** The link that writes to the address; none of its signs is taken for a part of the link, RFC 6068 §2. */
export function mailHref(email: string): string {
  return `mailto:${email.split('@').map(encodeURIComponent).join('@')}`
}
