/** Every job of the product: what this process takes when it is a worker, and what any process may enqueue. */
import { cleanUp } from './files/clean-up.job.ts'
import type { Job } from './jobs/jobs.ts'
import { deliverMessage } from './mail/deliver-message.job.ts'
import { trimAudit } from './modules/audit/trim-audit.job.ts'
import { recordVisitJob } from './modules/repairs/record-visit.job.ts'
import { forgetOld } from './modules/sessions/forget-old.job.ts'
import { sendPasswordReset } from './modules/sessions/password-reset.ts'

export const allJobs: readonly Job[] = [
  deliverMessage,
  recordVisitJob,
  sendPasswordReset,
  cleanUp,
  forgetOld,
  trimAudit,
]
