import type { MantineColorScheme } from '@mantine/core'
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react'

/** The colour schemes that one can choose. */
export const THEMES = [
  { value: 'auto', label: 'System theme', icon: IconDeviceDesktop },
  { value: 'light', label: 'Light theme', icon: IconSun },
  { value: 'dark', label: 'Dark theme', icon: IconMoon },
] as const

export function themeOf(scheme: MantineColorScheme) {
  return THEMES.find(({ value }) => value === scheme) ?? THEMES[0]
}
