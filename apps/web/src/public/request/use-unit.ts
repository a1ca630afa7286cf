import { useEffect, useState } from 'preact/hooks'
import { execute } from '../lib/client.ts'
import { publicUnitDocument } from '../operations.ts'
import type { FoundUnit } from './draft.ts'

export type UnitSearch = 'IDLE' | 'SEARCHING' | 'FOUND' | 'UNKNOWN'

const PAUSE_MS = 400
const SHORTEST = 3

/**
 * Asks for model and manufacturer once typing a serial number has paused. A failed look-up is not worth a word: the
 * person fills the two in himself.
 */
export function useUnit(
  serialNumber: string,
  endpoint: string,
  onAnswer: (unit: FoundUnit | null) => void,
): UnitSearch {
  const [state, setState] = useState<UnitSearch>('IDLE')
  const wanted = serialNumber.trim()
  // the number alone decides when to ask
  useEffect(() => {
    setState('IDLE')
    if (wanted.length < SHORTEST) return
    let isCurrent = true
    const ask = async () => {
      setState('SEARCHING')
      try {
        const { publicUnit } = await execute(publicUnitDocument, { serialNumber: wanted }, endpoint)
        if (!isCurrent) return
        setState(publicUnit ? 'FOUND' : 'UNKNOWN')
        onAnswer(
          publicUnit && { serialNumber: wanted, model: publicUnit.model, manufacturerId: publicUnit.manufacturerId },
        )
      } catch {
        if (isCurrent) setState('IDLE')
      }
    }
    const timer = setTimeout(() => void ask(), PAUSE_MS)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [wanted, endpoint])
  return state
}
