import { useQuery } from '@apollo/client/react'
import Autocomplete from '@mui/material/Autocomplete'
import Box from '@mui/material/Box'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { type ReactNode, useDeferredValue, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FilterInput } from '../gql/graphql.ts'
import { useEntity } from '../lib/catalog.ts'
import { errorText } from '../lib/errors.ts'
import { type PickerEntity, type RecordOption, recordSources } from './record-sources.ts'

const TYPING_MS = 200

export type PickedRecord = { id: string; title: string }

export type RecordPickerProps = {
  entity: PickerEntity
  value: PickedRecord | null
  onChange: (value: PickedRecord | null) => void
  label: string
  /** Narrows what is offered, e.g. to active service centres. Fields in it must be readable. */
  filter?: FilterInput
  /** Whose contacts are offered. */
  clientId?: string | null
  /** Hides the label on the screen, not from readers: the place says it already. */
  isLabelHidden?: boolean
  isRequired?: boolean
  isDisabled?: boolean
  autoFocus?: boolean
  error?: ReactNode
  onClose?: () => void
}

/** Finds a record by typing part of its name or number; offers what the viewer may see. */
export function RecordPicker(props: RecordPickerProps) {
  const { entity, value, label, clientId = null } = props
  const { t } = useTranslation('common')
  const source = recordSources[entity]
  const definition = useEntity(entity)
  const [isOpen, setIsOpen] = useState(false)
  const [input, setInput] = useState('')
  // The field shows the chosen record's title: that is no search.
  const typed = input === value?.title ? '' : input.trim()
  const search = useDebounced(typed)

  const { data, previousData, loading, error } = useQuery(source.document, {
    skip: !isOpen || (entity === 'contact' && clientId === null),
    variables: source.isSmall ? { clientId } : narrowed(search, props.filter, definition),
    fetchPolicy: 'cache-and-network',
  })
  const found = data ?? previousData
  const options = useDeferredValue(found ? source.options(found) : [])

  return (
    <Autocomplete<RecordOption | PickedRecord>
      open={isOpen}
      onOpen={() => setIsOpen(true)}
      onClose={() => {
        setIsOpen(false)
        props.onClose?.()
      }}
      openOnFocus
      size="small"
      disabled={props.isDisabled ?? false}
      value={value}
      onChange={(_event, next) => props.onChange(next && { id: next.id, title: next.title })}
      onInputChange={(_event, next) => setInput(next)}
      options={options}
      // The server has searched already, and forgives more than a comparison here would.
      {...(source.isSmall ? {} : { filterOptions: (all) => all })}
      getOptionLabel={(option) => option.title}
      getOptionKey={(option) => option.id}
      isOptionEqualToValue={(option, chosen) => option.id === chosen.id}
      loading={loading}
      loadingText={t('loading')}
      noOptionsText={error ? errorText(error) : t('picker.nothing')}
      openText={t('picker.open')}
      closeText={t('close')}
      clearText={t('picker.clear')}
      renderOption={({ key, ...optionProps }, option) => (
        <Box component="li" key={key} {...optionProps}>
          <Box sx={{ minWidth: 0 }}>
            <Typography noWrap>{option.title}</Typography>
            {'hint' in option && option.hint && (
              <Typography noWrap variant="caption" component="div" color="textSecondary">
                {option.hint}
              </Typography>
            )}
          </Box>
        </Box>
      )}
      renderInput={(params) => (
        <TextField
          {...params}
          label={props.isLabelHidden ? undefined : label}
          required={props.isRequired ?? false}
          error={Boolean(props.error)}
          helperText={props.error}
          autoFocus={props.autoFocus ?? false}
          placeholder={t('picker.placeholder')}
          slotProps={{
            ...params.slotProps,
            htmlInput: { ...params.slotProps.htmlInput, ...(props.isLabelHidden ? { 'aria-label': label } : {}) },
          }}
        />
      )}
    />
  )
}

type Searchable = { isSearchable: boolean; title: string | null } | undefined

/** Entities without a search text of their own are looked for by the name. */
function narrowed(search: string, filter: FilterInput | undefined, entity: Searchable) {
  if (search === '') return { search: null, filter: filter ?? null }
  if (entity?.isSearchable || !entity?.title) return { search, filter: filter ?? null }
  const byTitle: FilterInput = { field: entity.title, operator: 'CONTAINS', values: [search] }
  return { search: null, filter: filter ? { all: [filter, byTitle] } : byTitle }
}

function useDebounced(value: string): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), TYPING_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
