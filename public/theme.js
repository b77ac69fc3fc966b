// Runs before the first paint, so that a chosen theme does not flash. A file of its own because the
// Content-Security-Policy allows no inline script.
try {
  var theme = localStorage.getItem('cv-lab-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch (error) {
  document.documentElement.dataset.storage = 'blocked'; // private mode: the system theme is used
}
