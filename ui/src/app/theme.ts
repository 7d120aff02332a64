import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type InputProps,
  type VariantColorsResolver,
} from '@mantine/core'

/** What is filled with the accent has the letters that are readable on it, in either scheme. */
const variantColors: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input)
  if (input.variant !== 'filled' || (input.color && input.color !== 'indigo')) return colors
  return {
    ...colors,
    background: 'var(--accent)',
    hover: 'color-mix(in srgb, var(--accent) 88%, var(--text))',
    color: 'var(--on-accent)',
  }
}

/** Mantine's theme: the sizes of the product; its colours are the tokens of tokens.css. */
export const theme = createTheme({
  fontFamily: "'Inter Variable', 'Inter Fallback', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', monospace",
  fontSizes: {
    xs: 'var(--font-meta)',
    sm: 'var(--font-ui)',
    md: 'var(--font-body)',
    lg: 'var(--font-section)',
    xl: 'var(--font-title)',
  },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '4px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'md',
  primaryColor: 'indigo',
  primaryShade: { light: 9, dark: 3 },
  autoContrast: true,
  luminanceThreshold: 0.35,
  variantColorResolver: variantColors,
  colors: {
    dark: [
      '#eceef2',
      '#c5ccd8',
      '#aab2c0',
      '#626b7a',
      '#3a3f49',
      '#2a2e36',
      '#1d2026',
      '#16181d',
      '#101216',
      '#0b0c0f',
    ],
  },
  respectReducedMotion: true,
  cursorType: 'pointer',
  headings: { fontWeight: '600' },
  components: {
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 'var(--control)' } },
    Button: {
      defaultProps: { size: 'compact-sm' },
      styles: { root: { height: 'var(--control)' } },
    },
    // Not Input.extend: every page would then bring the code of text fields along.
    Input: {
      styles: (_: unknown, { variant = 'default' }: InputProps) =>
        variant === 'default' ? { input: { '--input-bg': 'var(--surface)' } } : {},
    },
    TextInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm' } },
    MultiSelect: { defaultProps: { size: 'sm' } },
    Textarea: { defaultProps: { size: 'sm' } },
    NumberInput: { defaultProps: { size: 'sm' } },
    Popover: { defaultProps: { shadow: 'md', radius: 'lg', transitionProps: { duration: 120 } } },
    Menu: {
      defaultProps: {
        shadow: 'md',
        radius: 'lg',
        transitionProps: { duration: 120 },
        withInitialFocusPlaceholder: false, // no child that a menu may have
      },
    },
    Modal: {
      defaultProps: {
        radius: 'lg',
        transitionProps: { duration: 150 },
        overlayProps: { backgroundOpacity: 0.35 },
        closeButtonProps: { 'aria-label': 'Close' },
      },
      styles: {
        content: { border: '1px solid var(--border)' }, // shadows do not show in the dark
        title: { fontWeight: 600 },
      },
    },
    // A header within a dialog is no banner of the page.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    DrawerHeader: { defaultProps: { role: 'presentation' } },
    Drawer: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    PasswordInput: {
      defaultProps: {
        size: 'sm',
        visibilityToggleButtonProps: { 'aria-label': 'Show or hide the password' },
      },
    },
    Tooltip: { defaultProps: { openDelay: 400, fz: 'var(--font-meta)', withArrow: false } },
  },
})

/** Lets Mantine's own parts take their colours from the tokens, in both schemes. */
export const variables: CSSVariablesResolver = () => {
  const tokens = {
    '--mantine-color-body': 'var(--surface)',
    '--mantine-color-text': 'var(--text)',
    '--mantine-color-dimmed': 'var(--text-2)',
    '--mantine-color-placeholder': 'var(--text-3)',
    '--mantine-color-anchor': 'var(--accent)',
    '--mantine-color-error': 'var(--danger)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--subtle)',
    '--mantine-color-default-color': 'var(--text)',
    '--mantine-color-default-border': 'var(--border)',
    '--mantine-color-disabled-color': 'var(--text-3)',
    '--mantine-color-gray-light-color': 'var(--text-2)',
    '--mantine-color-gray-text': 'var(--text-2)',
    '--mantine-color-gray-outline': 'var(--border-input)',
    '--mantine-color-gray-light-hover': 'var(--subtle)',
    '--mantine-color-red-text': 'var(--danger)',
    '--mantine-color-red-light-color': 'var(--danger)',
    '--mantine-color-indigo-text': 'var(--accent)',
    '--mantine-color-indigo-light-color': 'var(--accent)',
    '--input-bd': 'var(--border-input)',
    '--mantine-shadow-md': 'var(--shadow-popover)',
  }
  return { variables: {}, light: tokens, dark: tokens }
}
