import Box from '@mui/material/Box'
import Link from '@mui/material/Link'
import { useTranslation } from 'react-i18next'
import { Link as RouterLink } from 'react-router'
import { DateText } from '../../components/DateText.tsx'
import { FieldGroup } from '../../components/record/FieldGroup.tsx'
import type { ClientEquipment_ClientFragment } from '../../gql/graphql.ts'
import { graphql } from '../../gql/index.ts'

export const ClientEquipmentFragment = graphql(`
  fragment ClientEquipment_Client on Client {
    equipment {
      id
      model
      serialNumber
      warrantyUntil
      manufacturer {
        id
        name
      }
    }
  }
`)

/** Units of the client; absent without any. */
export function ClientEquipment({ client }: { client: ClientEquipment_ClientFragment }) {
  const { t } = useTranslation('clients')
  if (!client.equipment?.length) return null
  return (
    <FieldGroup name="client.equipment" title={t('units')}>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, pl: 0.5 }}>
        {client.equipment.map((unit) => (
          <Box
            component="li"
            key={unit.id}
            sx={{
              display: 'flex',
              flexWrap: 'wrap',
              columnGap: 2,
              alignItems: 'center',
              minHeight: { xs: 44, sm: 32 },
            }}
          >
            <Link component={RouterLink} to={`/equipment/${unit.id}`}>
              {[unit.model, unit.serialNumber && `№ ${unit.serialNumber}`].filter(Boolean).join(' · ') || '—'}
            </Link>
            {unit.manufacturer?.name && (
              <Box sx={{ color: 'text.secondary', fontSize: 13 }}>{unit.manufacturer.name}</Box>
            )}
            {unit.warrantyUntil && (
              <Box sx={{ color: 'text.secondary', fontSize: 13 }}>
                {t('warrantyUntil')} <DateText value={unit.warrantyUntil} />
              </Box>
            )}
          </Box>
        ))}
      </Box>
    </FieldGroup>
  )
}
