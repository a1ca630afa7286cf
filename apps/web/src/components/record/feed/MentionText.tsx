import Box from '@mui/material/Box'

/** «@Анна Смирнова» */
const mention = /(@\p{Lu}[\p{L}-]+(?:\s\p{Lu}[\p{L}.-]+){0,2})/u

/** A text of the feed with its mentions marked. */
export function MentionText({ text, isQuote }: { text: string; isQuote: boolean }) {
  return (
    <Box
      sx={{
        whiteSpace: 'pre-wrap',
        fontSize: 14,
        lineHeight: '20px',
        ...(isQuote && { borderLeft: 2, borderColor: 'divider', pl: 1 }),
      }}
    >
      {text.split(mention).map((part, index) =>
        part.startsWith('@') ? (
          // Parts of one unchanging text keep their places.
          <Box key={index} component="span" sx={{ color: 'primary.main', fontWeight: 500 }}>
            {part}
          </Box>
        ) : (
          part
        ),
      )}
    </Box>
  )
}
