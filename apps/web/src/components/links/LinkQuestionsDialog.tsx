import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import FormControl from '@mui/material/FormControl'
import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LinkAnswers, LinkQuestion } from './link-questions.ts'
import { useQuestionText } from './use-question-text.ts'

interface Props {
  questions: readonly LinkQuestion[]
  /** The deed itself («Принять в ремонт»). */
  confirmLabel: string
  isOpen: boolean
  onAnswer: (answers: LinkAnswers) => void
  onClose: () => void
}

/** What a link would show to a partner or change in a known record, question by question. */
export function LinkQuestionsDialog({ questions, confirmLabel, isOpen, onAnswer, onClose }: Props) {
  const { t } = useTranslation('record')
  const titleId = useId()
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(() => usual(questions))
  const asked = questions.filter(({ dependsOn }) => dependsOn === null || chosen.get(dependsOn) !== false)
  const isComplete = asked.every(({ id }) => chosen.has(id))
  const isShowing = questions.some(({ partners }) => partners.length > 0)

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isComplete) return
    onAnswer(asked.map(({ id }) => ({ question: id, isYes: chosen.get(id) === true })))
  }

  return (
    <Dialog open={isOpen} onClose={onClose} fullWidth maxWidth="sm" aria-labelledby={titleId}>
      <form onSubmit={submit}>
        <DialogTitle id={titleId}>{t(isShowing ? 'links.titleShown' : 'links.title')}</DialogTitle>
        <DialogContent>
          <Stack spacing={3}>
            {asked.map((question) => (
              <Question
                key={question.id}
                question={question}
                answer={chosen.get(question.id) ?? null}
                onChoose={(isYes) => setChosen((current) => new Map(current).set(question.id, isYes))}
              />
            ))}
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" variant="contained" disabled={!isComplete}>
            {confirmLabel}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

interface QuestionProps {
  question: LinkQuestion
  answer: boolean | null
  onChoose: (isYes: boolean) => void
}

function Question({ question, answer, onChoose }: QuestionProps) {
  const { sentences, yes, no } = useQuestionText(question)
  const textId = useId()
  return (
    <FormControl component="fieldset">
      <Stack component="legend" id={textId} spacing={1} sx={{ mb: question.kind === 'SHOW' ? 0 : 1, p: 0 }}>
        {sentences.map((sentence) => (
          <Typography key={sentence} component="span" sx={{ overflowWrap: 'anywhere' }}>
            {sentence}
          </Typography>
        ))}
      </Stack>
      {question.kind !== 'SHOW' && (
        <RadioGroup
          aria-labelledby={textId}
          value={answer === null ? '' : String(answer)}
          onChange={(_, value) => onChoose(value === 'true')}
        >
          <FormControlLabel value="true" control={<Radio size="small" />} label={yes} />
          <FormControlLabel value="false" control={<Radio size="small" />} label={no} />
        </RadioGroup>
      )}
    </FormControl>
  )
}

/** What is added to a known record is left out unless it is chosen; what is shown has no usual answer. */
function usual(questions: readonly LinkQuestion[]): ReadonlyMap<string, boolean> {
  return new Map(
    questions.flatMap(({ id, kind }): [string, boolean][] => {
      // whoever goes on has agreed: there is nothing else to choose
      if (kind === 'SHOW') return [[id, true]]
      return kind === 'LINK' ? [] : [[id, false]]
    }),
  )
}
