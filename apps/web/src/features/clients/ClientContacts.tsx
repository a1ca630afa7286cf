import Box from '@mui/material/Box'
import { useTranslation } from 'react-i18next'
import { MailLink } from '../../components/MailLink.tsx'
import { PhoneLink } from '../../components/PhoneLink.tsx'
import { FieldGroup } from '../../components/record/FieldGroup.tsx'
import type { ClientContacts_ClientFragment } from '../../gql/graphql.ts'
import { graphql } from '../../gql/index.ts'

export const ClientContactsFragment = graphql(`
  fragment ClientContacts_Client on Client {
    contacts {
      id
      name
      position
      phone
      email
    }
  }
`)

/** People of the client; absent without any. */
export function ClientContacts({ client }: { client: ClientContacts_ClientFragment }) {
  const { t } = useTranslation('clients')
  if (!client.contacts?.length) return null
  return (
    <FieldGroup name="client.people" title={t('people')}>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, pl: 0.5 }}>
        {client.contacts.map((contact) => (
          <Box
            component="li"
            key={contact.id}
            sx={{
              display: 'flex',
              flexWrap: 'wrap',
              columnGap: 2,
              alignItems: 'center',
              minHeight: { xs: 44, sm: 32 },
            }}
          >
            <span>{contact.name}</span>
            {contact.position && <Box sx={{ color: 'text.secondary', fontSize: 13 }}>{contact.position}</Box>}
            <PhoneLink phone={contact.phone} />
            {contact.email && <MailLink email={contact.email} />}
          </Box>
        ))}
      </Box>
    </FieldGroup>
  )
}
