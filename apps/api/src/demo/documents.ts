/** Papers and photographs of the demo, drawn in code: nothing is shipped and nothing is anybody's. */
import sharp from 'sharp'
import type { Chance } from './chance.ts'
import { makers } from './machines.ts'

/** Strokes of the letters that the headings need, on a grid 4 wide and 6 high: points joined by lines. */
const letters: Readonly<Record<string, readonly string[]>> = {
  А: ['0,0 2,6 4,0', '1,2 3,2'],
  Б: ['4,6 0,6 0,0 3,0 4,1 4,2 3,3 0,3'],
  В: ['0,0 0,6 3,6 4,5 4,4 3,3 0,3', '3,3 4,2 4,1 3,0 0,0'],
  Е: ['4,6 0,6 0,0 4,0', '0,3 3,3'],
  Ё: ['4,6 0,6 0,0 4,0', '0,3 3,3', '1,7 1,7.3', '3,7 3,7.3'],
  И: ['0,6 0,0 4,6 4,0'],
  К: ['0,0 0,6', '4,6 0,3 4,0'],
  Л: ['0,0 2,6 4,0'],
  М: ['0,0 0,6 2,3 4,6 4,0'],
  Н: ['0,0 0,6', '4,0 4,6', '0,3 4,3'],
  О: ['1,0 0,1 0,5 1,6 3,6 4,5 4,1 3,0 1,0'],
  П: ['0,0 0,6 4,6 4,0'],
  Р: ['0,0 0,6 3,6 4,5 4,4 3,3 0,3'],
  С: ['4,5 3,6 1,6 0,5 0,1 1,0 3,0 4,1'],
  Т: ['0,6 4,6', '2,6 2,0'],
  Ц: ['0,6 0,0 4,0', '3.4,6 3.4,0', '4,0 4,-1'],
  Ч: ['0,6 0,4 1,3 4,3', '4,6 4,0'],
  Ы: ['0,6 0,0 2,0 3,1 3,2 2,3 0,3', '4,6 4,0'],
  Х: ['0,0 4,6', '0,6 4,0'],
  Я: ['4,0 4,6 1,6 0,5 0,4 1,3 4,3', '2,3 0,0'],
}

/** A heading as PDF drawing operators. */
function heading(text: string, x: number, y: number, size: number): string {
  const unit = size / 6
  return [...text]
    .flatMap((letter, index) =>
      (letters[letter] ?? []).map((line) => {
        const points = line.split(' ').map((point) => {
          const [dx = 0, dy = 0] = point.split(',').map(Number)
          return `${(x + (index * 5.6 + dx) * unit).toFixed(1)} ${(y + dy * unit).toFixed(1)}`
        })
        return `${points.map((point, at) => `${point} ${at ? 'l' : 'm'}`).join(' ')} S`
      }),
    )
    .join('\n')
}

/** A line as if written by hand. */
function handwriting(chance: Chance, x: number, y: number, width: number): string {
  let path = `${x} ${y} m`
  for (let at = x; at < x + width; ) {
    const step = chance.whole(4, 9)
    const [up, down] = [y + chance.whole(3, 8), y - chance.whole(0, 2)]
    path += ` ${at + step / 3} ${up} ${at + (2 * step) / 3} ${down} ${at + step} ${y} c`
    at += chance.happens(0.15) ? step + 5 : step
  }
  return `${path} S`
}

/** One page A4 (PDF 1.4, ISO 32000): heading, a form filled in by hand, a signature and a stamp. */
export function drawReport(chance: Chance, title: string): Buffer {
  const rows = chance.whole(7, 11)
  const table = Array.from({ length: rows }, (_, row) => {
    const y = 640 - row * 34
    const isFilled = row < rows - 1 || chance.happens(0.5)
    return [
      '0.7 G 0.6 w',
      `60 ${y - 8} m 535 ${y - 8} l S 200 ${y - 8} m 200 ${y + 26} l S`,
      '0.35 G 0.8 w',
      `66 ${y} m ${chance.whole(120, 185)} ${y} l S`,
      '0.1 0.15 0.55 RG 1 w',
      isFilled ? handwriting(chance, 208, y, chance.whole(120, 300)) : '',
    ].join('\n')
  })
  const stamp = { x: 150, y: 150, r: 46 }
  const k = 0.5523 * stamp.r
  const content = [
    '1 J 1 j 0 G 2 w',
    heading(title, 60, 740, title.length > 16 ? 17 : 22),
    '0.7 G 0.6 w',
    '60 666 m 535 666 l S',
    ...table,
    '0.1 0.15 0.55 RG 1.2 w',
    handwriting(chance, 380, 150, 110),
    '0.35 G 0.6 w 370 142 m 520 142 l S',
    '0.2 0.3 0.75 RG 1.6 w',
    `${stamp.x + stamp.r} ${stamp.y} m`,
    `${stamp.x + stamp.r} ${stamp.y + k} ${stamp.x + k} ${stamp.y + stamp.r} ${stamp.x} ${stamp.y + stamp.r} c`,
    `${stamp.x - k} ${stamp.y + stamp.r} ${stamp.x - stamp.r} ${stamp.y + k} ${stamp.x - stamp.r} ${stamp.y} c`,
    `${stamp.x - stamp.r} ${stamp.y - k} ${stamp.x - k} ${stamp.y - stamp.r} ${stamp.x} ${stamp.y - stamp.r} c`,
    `${stamp.x + k} ${stamp.y - stamp.r} ${stamp.x + stamp.r} ${stamp.y - k} ${stamp.x + stamp.r} ${stamp.y} c S`,
    '0.8 w',
    heading('СЕРВИС', stamp.x - 28, stamp.y - 5, 10),
  ].join('\n')
  return pdf(content)
}

function pdf(content: string): Buffer {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> /Contents 4 0 R >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
  ]
  let text = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return `${String(offset).padStart(10, '0')} 00000 n \n`
  })
  const start = text.length
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`
  return Buffer.from(text, 'latin1')
}

/** A photograph of sorts: a unit against a wall, more or less well lit; JPEG, 1280 × 960. */
export async function drawPhoto(chance: Chance): Promise<Buffer> {
  const hue = chance.whole(0, 359)
  const light = chance.whole(62, 84)
  const tilt = chance.whole(-4, 4)
  const [width, height] = [chance.whole(420, 640), chance.whole(480, 700)]
  const [x, y] = [chance.whole(200, 1_060 - width), 820 - height]
  const door = chance.happens(0.7)
  const plate = chance.pick(makers).plate
  const wear = Array.from({ length: chance.whole(2, 7) }, () => {
    const [cx, cy] = [x + chance.whole(10, width - 10), y + chance.whole(height / 2, height - 10)]
    return `<ellipse cx="${cx}" cy="${cy}" rx="${chance.whole(6, 60)}" ry="${chance.whole(3, 18)}" fill="#5a3d22" opacity="${chance.whole(10, 38) / 100}"/>`
  })
  const tiles = Array.from(
    { length: 11 },
    (_, row) =>
      `<path d="M0 ${row * 80}H1280" stroke="hsl(${hue},12%,${light - 12}%)" stroke-width="3"/>` +
      `<path d="M${row * 128} 0V820" stroke="hsl(${hue},12%,${light - 12}%)" stroke-width="3"/>`,
  )
  const knobs = Array.from(
    { length: chance.whole(2, 5) },
    (_, at) =>
      `<circle cx="${x + width - 48}" cy="${y + 150 + at * 64}" r="20" fill="#22262b"/><path d="M${x + width - 48} ${y + 150 + at * 64}v-18" stroke="#d7dde2" stroke-width="4"/>`,
  )
  const lamp = chance.happens(0.6) ? '#d3342b' : '#3aa35b'
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="960">
    <defs>
      <linearGradient id="steel" x1="0" x2="1" y2="1"><stop offset="0" stop-color="#f1f3f4"/><stop offset=".5" stop-color="#b9c0c6"/><stop offset="1" stop-color="#dfe3e6"/></linearGradient>
      <radialGradient id="shade" cx=".5" cy=".42" r=".78"><stop offset=".5" stop-opacity="0"/><stop offset="1" stop-opacity=".55"/></radialGradient>
    </defs>
    <rect width="1280" height="960" fill="hsl(${hue},14%,${light}%)"/>${tiles.join('')}
    <rect y="820" width="1280" height="140" fill="hsl(${(hue + 30) % 360},10%,${light - 34}%)"/>
    <g transform="rotate(${tilt / 2} 640 700)">
      <rect x="${x}" y="${y}" width="${width}" height="${height}" rx="12" fill="url(#steel)" stroke="#7c858c" stroke-width="4"/>
      ${door ? `<rect x="${x + 36}" y="${y + 110}" width="${width - 140}" height="${height - 190}" rx="10" fill="#1b2026" opacity=".88"/><rect x="${x + 52}" y="${y + 130}" width="${width - 260}" height="26" rx="13" fill="#fff" opacity=".14"/>` : ''}
      <rect x="${x + 36}" y="${y + 30}" width="${width - 72}" height="52" rx="6" fill="#12161a"/>
      <circle cx="${x + 66}" cy="${y + 56}" r="11" fill="${lamp}"/>
      <path d="M${x + 100} ${y + 56}h${chance.whole(40, 140)}" stroke="${lamp}" stroke-width="12" stroke-dasharray="14 8"/>
      ${knobs.join('')}${wear.join('')}
      <rect x="${x + 40}" y="${y + height - 58}" width="${40 + plate.length * 30}" height="34" fill="#e8eaec" stroke="#7c858c"/>
      <path d="M${x + 52} ${y + height - 46}h60m-60 12h40" stroke="#333" stroke-width="4"/>
    </g>
    <rect width="1280" height="960" fill="url(#shade)"/>
  </svg>`
  return sharp(Buffer.from(svg)).jpeg({ quality: 68 }).toBuffer()
}
