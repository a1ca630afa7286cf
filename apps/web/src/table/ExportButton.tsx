import DownloadIcon from '@mui/icons-material/FileDownloadOutlined'
import Button from '@mui/material/Button'
import CircularProgress from '@mui/material/CircularProgress'
import IconButton from '@mui/material/IconButton'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSnackbar } from '../components/snackbar.ts'
import type { FilterInput } from '../gql/graphql.ts'
import { errorText, failureOf } from '../lib/errors.ts'
import { useFormat } from '../lib/format.ts'
import type { TableColumn } from './columns.ts'
import { BrokenExport, exportList } from './export-list.ts'
import type { SortKey } from './url-state.ts'

export type ExportButtonProps = {
  entity: string
  /** Name of the list, which the file is called by. */
  label: string
  columns: readonly TableColumn[]
  filter: FilterInput | null
  sort: readonly SortKey[]
  search: string
}

/** Takes the list as it is shown into a file. Goes on while the reader goes elsewhere; says when it is done. */
export function ExportButton({ entity, label, columns, filter, sort, search }: ExportButtonProps) {
  const { t } = useTranslation('export')
  const format = useFormat()
  const snackbar = useSnackbar()
  const [running, setRunning] = useState<{ bytes: number; cancel: () => void } | null>(null)

  async function run() {
    const aborting = new AbortController()
    const cancel = () => aborting.abort()
    setRunning({ bytes: 0, cancel })
    try {
      const file = await exportList(
        { entity, label, columns, filter, sort, search },
        { signal: aborting.signal, onProgress: (bytes) => setRunning({ bytes, cancel }) },
      )
      snackbar.show({ text: t('done', { name: file.name, size: format.bytes(file.bytes) }) })
    } catch (error) {
      if (aborting.signal.aborted) snackbar.show({ text: t('cancelled') })
      else snackbar.show({ text: reasonOf(error), tone: 'error' })
    } finally {
      setRunning(null)
    }
  }

  function reasonOf(error: unknown): string {
    if (error instanceof BrokenExport) return t('broken')
    return failureOf(error).details.reason === 'EXPORT_RUNNING' ? t('running') : errorText(error)
  }

  if (running) {
    return (
      <Button
        size="small"
        color="inherit"
        title={t('cancelTip')}
        onClick={running.cancel}
        startIcon={<CircularProgress size={14} aria-hidden />}
        sx={{ flex: 'none', whiteSpace: 'nowrap' }}
      >
        {running.bytes > 0 ? `${t('cancel')} · ${format.bytes(running.bytes)}` : t('cancel')}
      </Button>
    )
  }
  return (
    <IconButton aria-label={t('button')} title={t('button')} disabled={columns.length === 0} onClick={() => void run()}>
      <DownloadIcon />
    </IconButton>
  )
}
