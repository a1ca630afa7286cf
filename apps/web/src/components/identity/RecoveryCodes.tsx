import CopyIcon from '@mui/icons-material/ContentCopyRounded'
import DownloadIcon from '@mui/icons-material/FileDownloadOutlined'
import PrintIcon from '@mui/icons-material/PrintOutlined'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import GlobalStyles from '@mui/material/GlobalStyles'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

export type RecoveryCodesProps = { codes: readonly string[]; doneLabel: string; onDone: () => void }

/** Codes that are shown this once; whoever goes on says that he has them. */
export function RecoveryCodes({ codes, doneLabel, onDone }: RecoveryCodesProps) {
  const { t } = useTranslation('identity')
  const [isSaved, setIsSaved] = useState(false)
  const [isCopied, setIsCopied] = useState(false)

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(codes.join('\n'))
    } catch {
      // Not allowed here: they can still be selected, printed or downloaded.
      return
    }
    setIsCopied(true)
  }

  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
      <Typography color="textSecondary">{t('recovery.text')}</Typography>
      <GlobalStyles
        styles={{
          '@media print': {
            body: { visibility: 'hidden' },
            '#recovery-codes': { visibility: 'visible', position: 'fixed', inset: 0 },
          },
        }}
      />
      <Box
        component="ul"
        id="recovery-codes"
        aria-label={t('recovery.title')}
        sx={{
          listStyle: 'none',
          m: 0,
          p: 2,
          display: 'grid',
          gridTemplateColumns: '1fr 1fr',
          alignContent: 'start',
          gap: 1,
          border: 1,
          borderColor: 'divider',
          borderRadius: 1,
          fontFamily: 'ui-monospace, monospace',
          textAlign: 'center',
          userSelect: 'all',
        }}
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
        <Button variant="outlined" startIcon={<CopyIcon />} onClick={() => void copy()}>
          {isCopied ? t('recovery.copied') : t('recovery.copy')}
        </Button>
        <Button
          variant="outlined"
          startIcon={<DownloadIcon />}
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${codes.join('\n')}\n`)}`}
          download={t('recovery.fileName')}
        >
          {t('recovery.download')}
        </Button>
        <Button variant="outlined" startIcon={<PrintIcon />} onClick={() => window.print()}>
          {t('recovery.print')}
        </Button>
      </Box>
      <FormControlLabel
        control={<Checkbox checked={isSaved} onChange={(_event, checked) => setIsSaved(checked)} />}
        label={t('recovery.saved')}
      />
      <Button variant="contained" size="large" disabled={!isSaved} onClick={onDone}>
        {doneLabel}
      </Button>
    </Box>
  )
}
