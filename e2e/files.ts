import type { Browser } from 'playwright-core'

/** A file as a file field takes it. */
export interface TestFile {
  name: string
  mimeType: string
  buffer: Buffer
}

/** A real photograph and a real report, drawn by the browser. */
export async function drawFiles(browser: Browser): Promise<{ photo: TestFile; report: TestFile }> {
  const page = await browser.newPage({ viewport: { width: 640, height: 480 } })
  await page.setContent('<body style="background:#7a8899;font:48px sans-serif;color:#fff">SN 4412</body>')
  const photo = await page.screenshot({ type: 'jpeg' })
  const report = await page.pdf()
  await page.close()
  return {
    photo: { name: 'шильдик.jpg', mimeType: 'image/jpeg', buffer: photo },
    report: { name: 'акт.pdf', mimeType: 'application/pdf', buffer: report },
  }
}
