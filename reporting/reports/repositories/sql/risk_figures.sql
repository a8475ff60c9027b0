SELECT figure, amount, words FROM fact_risk_figure WHERE day = $day ORDER BY figure
