/** Light or dark: as the system says, until somebody chooses here. */
import { useEffect, useState } from "react";

/** How the page looks. */
export type Theme = "light" | "dark";

/** Where this browser keeps the choice. */
const KEPT = "contact-center.portal.theme";

const dark = window.matchMedia("(prefers-color-scheme: dark)");

function chosen(): Theme | undefined {
  const kept = window.localStorage.getItem(KEPT);
  return kept === "light" || kept === "dark" ? kept : undefined;
}

/** Makes the page look as it should. */
export function applyTheme(theme: Theme = chosen() ?? (dark.matches ? "dark" : "light")): void {
  document.body.classList.toggle("awsui-dark-mode", theme === "dark");
}

/** How the page looks, and how to choose. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(() => chosen() ?? (dark.matches ? "dark" : "light"));
  useEffect(() => {
    applyTheme(theme);
  }, [theme]);
  useEffect(() => {
    const follow = (): void => setTheme(chosen() ?? (dark.matches ? "dark" : "light"));
    dark.addEventListener("change", follow);
    return () => dark.removeEventListener("change", follow);
  }, []);
  return [
    theme,
    (theme) => {
      window.localStorage.setItem(KEPT, theme);
      setTheme(theme);
    },
  ];
}
