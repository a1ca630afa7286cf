/** @jsxImportSource preact */
import { t } from '../lib/i18n.ts'

/** Grey shapes where the page will be. */
export function PageSkeleton({ heights }: { heights: readonly number[] }) {
  return (
    <>
      <p class="nr-visually-hidden" role="status">
        {t('common.loading')}
      </p>
      {heights.map((height, index) => (
        <div class="nr-skeleton" style={{ height: `${height}px` }} aria-hidden="true" key={index} />
      ))}
    </>
  )
}
